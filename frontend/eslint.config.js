import svelte from "eslint-plugin-svelte";
import globals from "globals";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", "eslint.config.js", "svelte.config.js", "vite.config.ts", "font.ts", "compress.ts"] },
  ...tseslint.configs.recommendedTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: {
        projectService: true,
        extraFileExtensions: [".svelte"],
      },
    },
    rules: {
      eqeqeq: "error",
      "no-console": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      // Sets and dates that live inside one function need not be watched.
      "svelte/prefer-svelte-reactivity": "off",
      "max-lines": ["error", { max: 400, skipBlankLines: false }],
    },
  },
  {
    // svelte-check knows the types of components; eslint's type rules do not.
    files: ["**/*.svelte"],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: {
      parserOptions: { parser: tseslint.parser, projectService: false, program: null },
    },
  },
  {
    files: ["**/*.svelte.ts"],
    languageOptions: { parser: tseslint.parser },
  },
  {
    files: ["**/*.test.ts"],
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/require-await": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
);
