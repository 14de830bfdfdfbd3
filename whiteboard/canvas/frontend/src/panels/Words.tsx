/** Text from the server as text: what stands in backticks is set as code, nothing is markup. */

export function Words({ text }: { text: string }) {
  return text
    .split("`")
    .map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : <span key={at}>{part}</span>));
}
