// Reads workflow commands as the runner of GitHub Actions does, writes each again with @actions/core, and compares.
// usage: commands.mjs FOLDER CORE; FOLDER holds NAME/github, CORE is the package's command.js.
import {readdirSync, readFileSync, existsSync} from 'node:fs'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'

const [folder, core] = process.argv.slice(2)
const {issueCommand} = await import(pathToFileURL(core))

const unescapeData = s => s.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
const unescapeProperty = s =>
  s.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%')

// What `issueCommand` prints.
function issued(kind, properties, message) {
  const write = process.stdout.write
  let text = ''
  process.stdout.write = chunk => ((text += chunk), true)
  try {
    issueCommand(kind, properties, message)
  } finally {
    process.stdout.write = write
  }
  return text.replace(/\r?\n$/, '')
}

const wrong = []
let read = 0
let files = 0
for (const run of readdirSync(folder)) {
  const file = join(folder, run, 'github')
  if (!existsSync(file)) continue
  files++
  const counts = {}
  for (const line of readFileSync(file, 'utf8').split('\n').filter(line => line !== '')) {
    const command = /^::(error|warning|notice) ([^:]*)::(.*)$/.exec(line)
    if (!command) {
      wrong.push(`${run}: no command: ${line.slice(0, 200)}`)
      continue
    }
    read++
    const [, kind, list, data] = command
    counts[kind] = (counts[kind] ?? 0) + 1
    const pairs = list.split(',').map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
    const properties = Object.fromEntries(pairs.map(([key, value]) => [key, unescapeProperty(value)]))
    const message = unescapeData(data)
    const unknown = Object.keys(properties).filter(key => !['file', 'line', 'col', 'title'].includes(key))
    if (unknown.length > 0) wrong.push(`${run}: property ${unknown}`)
    if (issued(kind, properties, message) !== line) wrong.push(`${run}: written otherwise: ${line.slice(0, 200)}`)
    if ([...message].length > 4096) wrong.push(`${run}: a message of ${[...message].length} characters`)
  }
  for (const [kind, count] of Object.entries(counts)) {
    if (count > 10) wrong.push(`${run}: ${count} annotations of kind ${kind}, a step shows 10`)
  }
}
if (read === 0) wrong.push('no command was read')
for (const line of wrong) console.log(line)
console.log(`${read} commands of ${files} reports read, ${wrong.length} complaints`)
process.exit(wrong.length > 0 ? 1 : 0)
