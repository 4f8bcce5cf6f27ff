/** A model that is no network of rows in and rows out, or is not to be read. */
export class UnsupportedModel extends Error {
  override readonly name = "UnsupportedModel";
}
