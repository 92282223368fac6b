import { DomUtils, type parseDocument } from "htmlparser2";

/** A node of a parsed page. */
export type ParsedNode = ReturnType<typeof parseDocument> | ParsedElement;
export type ParsedElement = ReturnType<typeof DomUtils.getElementsByTagName>[number];

/** All elements below a node, in the order of the document; none below nothing. */
export function elementsOf(node: ParsedNode | undefined): ParsedElement[] {
  return node === undefined ? [] : DomUtils.getElementsByTagName("*", node.children, true);
}

/** The text below a node. */
export function textOf(node: ParsedNode | undefined): string {
  return node === undefined ? "" : DomUtils.textContent(node);
}
