// What the official Cucumber editor extension does in a project: its language server, started in
// the folder with the project's own settings, finds the steps by itself.
//
//   cd PROJECT; node language_server.js FEATURE
//
// Prints one JSON object about that feature: the diagnostics; for each line of a step, the files
// that define it; and the steps that complete the text of its last line.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const require = createRequire(import.meta.url)
const { NodeFiles } = require('@cucumber/language-server/node')
const { startEmbeddedServer } = require('@cucumber/language-server/wasm')
const rpc = require('vscode-languageserver/node')

const settings = JSON.parse(readFileSync('.vscode/settings.json', 'utf-8'))
const section = (name) =>
  Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key.replace(`${name}.`, ''), value])
  )
const wasm = dirname(require.resolve('@cucumber/language-service')) + '/../..'
let indexed
const ready = new Promise((done) => (indexed = done))
const { reader, writer } = startEmbeddedServer(wasm, (root) => new NodeFiles(root), indexed)
const server = rpc.createMessageConnection(
  new rpc.StreamMessageReader(reader),
  new rpc.StreamMessageWriter(writer)
)
const diagnosed = new Promise((done) => {
  server.onNotification('textDocument/publishDiagnostics', (params) => done(params.diagnostics))
})
server.onRequest('workspace/configuration', ({ items }) => items.map((one) => section(one.section)))
server.onRequest('workspace/semanticTokens/refresh', () => null)
server.onRequest('client/registerCapability', () => null)
server.listen()

const text = readFileSync(process.argv[2], 'utf-8')
const uri = pathToFileURL(resolve(process.argv[2])).href
await server.sendRequest('initialize', {
  processId: process.pid,
  rootUri: pathToFileURL(process.cwd()).href,
  capabilities: {
    workspace: { configuration: true },
    textDocument: { completion: { completionItem: { snippetSupport: true } }, definition: {} },
  },
})
await server.sendNotification('initialized', {})
await ready
await server.sendNotification('textDocument/didOpen', {
  textDocument: { uri, languageId: 'feature', version: 1, text },
})

const textDocument = { uri }
const lines = text.trimEnd().split('\n')
const definitions = {}
for (const [line, words] of lines.entries()) {
  if (!/^\s*(Given|When|Then|And|But) /.test(words)) continue
  const position = { line, character: words.length }
  const links = await server.sendRequest('textDocument/definition', { textDocument, position })
  definitions[words.trim()] = links.map((link) => relative('.', fileURLToPath(link.targetUri)))
}
const end = { line: lines.length - 1, character: lines.at(-1).length }
const completions = await server.sendRequest('textDocument/completion', {
  textDocument,
  position: end,
})
const result = {
  diagnostics: (await diagnosed).map((one) => one.message),
  definitions,
  completions: completions.map((one) => one.label),
}
process.stdout.write(JSON.stringify(result), () => process.exit())
