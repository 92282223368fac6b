/**
 * A text without its case: `STRASSE`, `Straße` and `straße` become one, and so do `İSTANBUL`, `ISTANBUL` and `istanbul`.
 * Upper case comes first, since `toLowerCase` alone keeps ß, ς and ı apart from what they are in capitals.
 */
export function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll("i\u0307", "i").normalize("NFC");
}
