/** What was begun and not sent, for each conversation, while the page is open. */
const drafts = new Map<string, string>();

export function draftOf(conversation: string): string {
  return drafts.get(conversation) ?? '';
}

export function keepDraft(conversation: string, text: string): void {
  if (text === '') drafts.delete(conversation);
  else drafts.set(conversation, text);
}
