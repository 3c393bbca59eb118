package com.nexora.streams.embedded;

/**
 * One version of a subject.
 *
 * @param subject the subject
 * @param version from 1
 * @param id of the schema's text, the same under every subject
 * @param text the schema as JSON
 * @param deleted softly: no longer listed, still resolved by id
 */
record RegisteredSchema(String subject, int version, int id, String text, boolean deleted) {

  RegisteredSchema asDeleted() {
    return new RegisteredSchema(subject, version, id, text, true);
  }
}
