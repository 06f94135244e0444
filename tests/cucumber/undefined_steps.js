// What the official Cucumber editor extension makes of our steps: it reads the Python sources for
// decorators and parameter types, and says which lines of the features it would underline.
//
//   node undefined_steps.js STEP_SOURCE... -- FEATURE...
//
// Prints one JSON object: how many expressions and parameter types it found, what it could not
// read, and its diagnostics, each with file and line.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'

const require = createRequire(import.meta.url)
const { ExpressionBuilder, getGherkinDiagnostics } = require('@cucumber/language-service')
const { WasmParserAdapter } = require('@cucumber/language-service/wasm')

const split = process.argv.indexOf('--')
const sources = process.argv.slice(2, split)
const features = process.argv.slice(split + 1)

const wasm = dirname(require.resolve('@cucumber/language-service')) + '/../..'
const adapter = new WasmParserAdapter(wasm)
await adapter.init()
const found = new ExpressionBuilder(adapter).build(
  sources.map((path) => ({
    languageName: 'python',
    uri: `file://${path}`,
    content: readFileSync(path, 'utf-8'),
  })),
  []
)
const expressions = found.expressionLinks.map((link) => link.expression)
const diagnostics = features.flatMap((path) =>
  getGherkinDiagnostics(readFileSync(path, 'utf-8'), expressions).map((one) => ({
    file: path,
    line: one.range.start.line + 1,
    message: one.message,
  }))
)
console.log(
  JSON.stringify({
    expressions: expressions.map((one) => one.source),
    parameterTypes: found.parameterTypeLinks.map((link) => link.parameterType.name),
    errors: found.errors.map(String),
    diagnostics,
  })
)
