package com.nexora.streams.ingest.foreign;

/**
 * Takes secrets out of what is free-form before anything of it is stored or sent on. The engine
 * lives in another room; who puts the graph together brings them together.
 */
public interface Redaction {

  /** A JSON value without its secrets, still JSON. */
  String json(String tenantId, String json);

  /** A text without its secrets. */
  String text(String tenantId, String text);

  /**
   * A name of something, e.g. a resource or an action, without its secrets; identifiers stay, since
   * who looks for the thing looks for them.
   */
  String name(String tenantId, String name);

  /** Leaves everything as it is. */
  static Redaction none() {
    return new Redaction() {
      @Override
      public String json(final String tenantId, final String json) {
        return json;
      }

      @Override
      public String text(final String tenantId, final String text) {
        return text;
      }

      @Override
      public String name(final String tenantId, final String name) {
        return name;
      }
    };
  }
}
