import { defineConfig } from "vite";

// One ES file: Streamlit imports it as a module, and it must work without relative imports.
export default defineConfig({
  define: { "process.env.NODE_ENV": JSON.stringify("production") },
  build: {
    outDir: "build",
    target: "es2022",
    lib: { entry: "src/index.tsx", formats: ["es"], fileName: "index-[hash]" },
    rolldownOptions: {
      // Library mode leaves whitespace in ES output unless the output itself asks for it.
      output: { minify: true, entryFileNames: "index-[hash].js", codeSplitting: false },
    },
  },
});
