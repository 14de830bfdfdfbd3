import { defineConfig } from "vite";

// One ES file, and beside it the text editor, which is loaded when the design file is opened.
export default defineConfig({
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  build: {
    outDir: "build",
    target: "es2022",
    lib: { entry: "src/index.tsx", formats: ["es"], fileName: "index-[hash]" },
    rolldownOptions: {
      // Library mode leaves whitespace in ES output unless the output itself asks for it.
      output: {
        minify: true,
        entryFileNames: "index-[hash].js",
        chunkFileNames: "[name]-[hash].js",
      },
    },
  },
});
