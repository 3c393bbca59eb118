package com.nexora.streams.ingest.foreign;

import com.nexora.streams.ingest.Checks;
import com.nexora.streams.ingest.Reason;
import com.nexora.streams.ingest.Refusal;
import com.nexora.streams.ingest.foreign.JsonFields.Kind;
import com.nexora.streams.ingest.foreign.JsonFields.Value;
import org.jspecify.annotations.Nullable;

/** Takes fields of a JSON object and keeps the first thing that is wrong with them. */
final class FieldChecks {

  private final JsonFields fields;
  private final Checks checks = new Checks();

  FieldChecks(final JsonFields fields) {
    this.fields = fields;
  }

  /** The first thing that is wrong, null if nothing is. */
  @Nullable Refusal refusal() {
    return checks.refusal();
  }

  /** Further checks, which share the first mistake. */
  Checks checks() {
    return checks;
  }

  /** A text that must be there, with at most {@code limit} bytes; empty if it is not. */
  String text(final String name, final int limit) {
    final String text = optional(name, limit);
    checks.required(name, text, limit);
    return text == null ? "" : text;
  }

  /** A text that must be there and may be empty. */
  String anyText(final String name, final int limit) {
    final String text = optional(name, limit);
    checks.that(
        text != null,
        Reason.MISSING_FIELD,
        "field " + name + " is missing: the producer must set it before sending");
    return text == null ? "" : text;
  }

  /** A text that may be missing, or null in its place. */
  @Nullable String optional(final String name, final int limit) {
    final Value value = fields.get(name);
    if (value == null || value.kind() == Kind.NULL) {
      return null;
    }
    isA(name, value, Kind.TEXT, "a text");
    checks.optional(name, value.text(), limit);
    return value.kind() == Kind.TEXT ? value.text() : null;
  }

  /** An object as JSON; an empty one if it is missing. */
  String object(final String name) {
    final Value value = fields.get(name);
    if (value == null || value.kind() == Kind.NULL) {
      return "{}";
    }
    isA(name, value, Kind.OBJECT, "an object");
    return value.kind() == Kind.OBJECT ? value.text() : "{}";
  }

  /** That an opened object is there. */
  void hasObject(final String name) {
    final Value value = fields.get(name);
    checks.that(
        value != null, Reason.MISSING_FIELD, "field " + name + " is missing: it must be an object");
    if (value != null) {
      isA(name, value, Kind.OBJECT, "an object");
    }
  }

  private void isA(final String name, final Value value, final Kind kind, final String article) {
    checks.that(
        value.kind() == kind, Reason.INVALID_FIELD, "field " + name + " must be " + article);
  }
}
