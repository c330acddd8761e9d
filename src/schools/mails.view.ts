// A kept mail as the administrator reads it: paragraphs of text, with the tool's own addresses as links.
import type { Mail } from '../base/mail/index.ts';

/** A piece of a paragraph: text, or a link of this tool. */
export interface MailPiece {
  text: string;
  href?: string;
}

/** A mail for views/schools/mails.ejs. */
export function mailView(mail: Mail, publicUrl: string) {
  const { _id: id, to, subject, at, state } = mail;
  const failed = state === 'failed';
  return { id, to, subject, at, failed, paragraphs: mail.text.split('\n\n').map((text) => piecesOf(text, publicUrl)) };
}

function piecesOf(text: string, publicUrl: string): MailPiece[] {
  return text
    .split(/(https?:\/\/\S+)/)
    .filter((piece) => piece !== '')
    .map((piece) => (piece.startsWith(`${publicUrl}/`) ? { text: piece, href: piece } : { text: piece }));
}
