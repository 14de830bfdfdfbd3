"""Draws a design: sizes and places its boxes, routes its arrows, paints it as SVG."""
