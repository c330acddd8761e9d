// What stands around a page's own content: title, colour, head, tabs, and who can read it. Feature views return it.
import type { RingsModel } from '../draw/index.ts';

/** A link with its words. */
export interface PageLink {
  text: string;
  href: string;
}

/** A link of the person's menu; with `post` it is a form, for what changes something (signing out). */
export interface MenuLink extends PageLink {
  post?: boolean;
}

/** Who is looking, for the menu in the bar. */
export interface PageUser {
  name: string;
  links: MenuLink[];
}

/** The footer of every page: who can read it, with the icon of each band, and who can not. */
export interface Readers {
  icon?: string;
  heading: string;
  lines: { icon: string; text: string }[];
  note?: string;
}

/** Everything that views/layout.ejs draws around a view. */
export interface Frame {
  /** Without " · Perennial". */
  title: string;
  /** 0, 30 … 330; the house's 150 when left out. */
  hue?: number;
  /** `full`: rings, h1 and charter; `plain`: h1 and charter; `slim`: rings and name, the view brings the h1; `none`: bar only. */
  head: {
    kind: 'full' | 'slim' | 'plain' | 'none';
    heading?: string;
    href?: string;
    charter?: string;
    rings?: RingsModel;
  };
  /** After the brand. */
  crumb?: { text: string; href?: string }[];
  tabs?: { label: string; items: { text: string; href: string; icon: string; current?: boolean }[] };
  readers?: Readers;
  /** Becomes <meta name="launch-error">. */
  launchError?: string;
  /** Classes of <main> beside `page`: `loose` when left out, or `columns`, `narrow loose`, `narrow loose error`. */
  main?: string;
  /** More style sheets or scripts of public/, for example `sandbox.css`. */
  styles?: string[];
  scripts?: string[];
}
