import { defineConfig } from "vite";

// The page without a server: `npm run dev`, then ?dark, ?empty or ?copies=18.
export default defineConfig({ publicDir: "../tests", server: { fs: { allow: [".."] } } });
