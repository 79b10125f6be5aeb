// A reporter of node:test: the file of every test that failed, one a line.

export default async function* failed(source) {
  for await (const event of source) if (event.type === 'test:fail') yield `${event.data.file}\n`;
}
