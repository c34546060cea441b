// Lines of every function in the given .ts and .svelte files, as JSON, for the size test.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const ts = createRequire(join(process.cwd(), "package.json"))("typescript");

/** The TypeScript in a file: all of it, or the script blocks of a component (lines kept). */
function script(file) {
  const text = readFileSync(file, "utf8");
  if (!file.endsWith(".svelte")) return text;
  let kept = "";
  let from = 0;
  for (const block of text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)) {
    const start = block.index + block[0].indexOf(">") + 1;
    kept += text.slice(from, start).replace(/[^\n]/g, " ") + block[1];
    from = start + block[1].length;
  }
  return kept;
}

function nameOf(node) {
  const own = node.name?.getText();
  if (own) return own;
  const parent = node.parent;
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText();
  if (ts.isCallExpression(parent)) return `(argument of ${parent.expression.getText().slice(0, 40)})`;
  return ts.isConstructorDeclaration(node) ? "constructor" : "(anonymous)";
}

const found = [];
for (const file of process.argv.slice(2)) {
  const source = ts.createSourceFile(file, script(file), ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const line = (at) => source.getLineAndCharacterOfPosition(at).line;
  const walk = (node, path) => {
    let inside = path;
    if (ts.isFunctionLike(node) && node.body) {
      inside = [...path, nameOf(node)];
      const name = inside.join(".");
      // describe(…) of a test file is a list of tests, not a function to be read at once
      if (!/argument of describe/.test(inside.at(-1))) {
        found.push({ file, name, lines: line(node.getEnd()) - line(node.getStart()) + 1 });
      }
    } else if (ts.isClassDeclaration(node) && node.name) inside = [...path, node.name.text];
    ts.forEachChild(node, (child) => walk(child, inside));
  };
  walk(source, []);
}
process.stdout.write(JSON.stringify(found));
