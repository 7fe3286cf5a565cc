// Draws the API from openapi.json. Everything is put in as text, so that nothing in it can become markup.
const METHODS = ['get', 'post', 'put', 'patch', 'delete']
const DEPTH_MAX = 4

const api = await (await fetch('/api/openapi.json')).json()
const main = document.querySelector('#calls')
const find = document.querySelector('#find')

function element(name, text, ...children) {
  const made = document.createElement(name)
  if (text) made.textContent = text
  made.append(...children)
  return made
}

function resolved(schema) {
  const name = schema?.$ref?.split('/').pop()
  return name ? api.components.schemas[name] : schema
}

/** An example of what a schema describes, in the notation of JSON. */
function example(schema, depth = 0) {
  const plain = resolved(schema)
  if (!plain || depth > DEPTH_MAX) return '…'
  if (plain.const !== undefined) return plain.const
  if (plain.enum) return plain.enum.join(' | ')
  const choice = plain.oneOf ?? plain.anyOf
  if (choice) {
    const shapes = choice.filter((one) => one.type !== 'null')
    const shown = example(shapes[0], depth)
    return typeof shown === 'string' && shapes.length < choice.length ? `${shown} | null` : shown
  }
  if (plain.type === 'array') return [example(plain.items ?? plain.prefixItems?.[0], depth + 1)]
  if (plain.properties) {
    const fields = Object.entries(plain.properties)
    return Object.fromEntries(fields.map(([name, field]) => [name, example(field, depth + 1)]))
  }
  return Array.isArray(plain.type) ? plain.type.join(' | ') : (plain.type ?? '…')
}

function body(title, content) {
  const kind = Object.keys(content ?? {})[0]
  if (!kind) return []
  return [element('h3', `${title} (${kind})`), element('pre', JSON.stringify(example(content[kind].schema), null, 2))]
}

function parameters(list) {
  if (!list?.length) return []
  const lines = list.map((one) => element('li', `${one.name} (${one.in}) ${one.description ?? ''}`))
  return [element('h3', 'Parameters'), element('ul', '', ...lines)]
}

function call(path, method, operation) {
  const answers = Object.entries(operation.responses).filter(([status]) => status !== 'default')
  const inner = element(
    'div',
    '',
    element('p', operation.description),
    ...parameters(operation.parameters),
    ...body('Body', operation.requestBody?.content),
    ...answers.flatMap(([status, answer]) => {
      const shown = body(`Answer ${status}`, answer.content)
      return shown.length ? shown : [element('h3', `Answer ${status}`)]
    }),
  )
  const summary = element('summary', '', element('b', method.toUpperCase()), path, element('span', operation.summary))
  return element('details', '', summary, inner)
}

function calls(words) {
  const groups = new Map()
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of METHODS.filter((name) => item[name])) {
      const operation = item[method]
      const searched = `${method} ${path} ${operation.summary ?? ''}`.toLowerCase()
      if (!words.every((word) => searched.includes(word))) continue
      const group = operation.tags?.[0] ?? path.split('/')[2] ?? 'other'
      groups.set(group, [...(groups.get(group) ?? []), call(path, method, operation)])
    }
  }
  return [...groups].flatMap(([group, found]) => [element('h2', group), ...found])
}

function draw() {
  const found = calls(find.value.toLowerCase().split(/\s+/).filter(Boolean))
  main.replaceChildren(...(found.length ? found : [element('p', 'Nothing is called like that.')]))
}

find.addEventListener('input', draw)
draw()
