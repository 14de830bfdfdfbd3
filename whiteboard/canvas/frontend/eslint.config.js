import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** React and the outer layers stay out of the parts that must be testable without a browser. */
const pure = (outer) => ({
  "no-restricted-imports": [
    "error",
    { patterns: ["react", "react-dom*", "@xyflow/*", ...outer.map((name) => `**/${name}/*`)] },
  ],
});

export default tseslint.config(
  { ignores: ["build", "node_modules", "eslint.config.js"] },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    files: ["**/*.ts", "**/*.tsx"],
    plugins: { "react-hooks": hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { argsIgnorePattern: "^_", varsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ["src/model/**"], rules: pure(["wire", "state", "board", "panels"]) },
  { files: ["src/wire/**"], rules: pure(["state", "board", "panels"]) },
  { files: ["src/state/**"], rules: pure(["board", "panels"]) },
);
