package com.nexora.streams.privacy.redact;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Walks an Avro record text by text and overwrites in its place what must not be stored, so that
 * lengths and structure stay. A text is looked at for itself: in raw bytes its length would stand
 * before it like a letter, and a key of a map would not stand beside its value.
 */
final class AvroMask {

  /** Fields that are free-form; others are typed: identifiers in them stay. */
  private static final Set<String> FREE =
      Set.of(
          "payload",
          "data",
          "metadata",
          "description",
          "action",
          "error_message",
          "message",
          "context");

  private static final int DEEPEST = 64;

  /** Field of acts of the trail that lists data subjects. */
  private static final String SUBJECTS = "subjects";

  /** What is done to one text, in its place. */
  @FunctionalInterface
  interface Texts {

    /** Whether anything was overwritten. */
    boolean mask(byte[] bytes, int from, int to, Body body);
  }

  private final @Nullable Redactor redactor;
  private final Texts texts;
  private final Tally tally;
  private final byte[] source;
  private final byte[] bytes;
  private int pos;
  private boolean changed;
  private boolean inSubjects;
  private boolean cut;

  AvroMask(final Redactor redactor, final byte[] source, final int from, final Tally tally) {
    this.redactor = redactor;
    this.texts = (text, start, to, body) -> redactor.mask(text, start, to, body, tally);
    this.tally = tally;
    this.source = source;
    this.bytes = source.clone();
    this.pos = from;
  }

  /** Overwrites these ids, whatever the rules say. */
  AvroMask(final SubjectMask ids, final byte[] source, final int from, final Tally tally) {
    this.redactor = null;
    this.texts = (text, start, to, body) -> ids.mask(text, start, to);
    this.tally = tally;
    this.source = source;
    this.bytes = source.clone();
    this.pos = from;
  }

  byte[] mask(final Schema schema) {
    walk(schema, Body.TYPED, 0);
    if (pos != bytes.length) {
      throw new IllegalArgumentException("the record ends before its bytes do");
    }
    return changed ? bytes : source;
  }

  /** As {@link #mask}, but of a record that was cut: the text that it ends in is shorter. */
  byte[] reach(final Schema schema) {
    cut = true;
    try {
      walk(schema, Body.TYPED, 0);
    } catch (final IllegalArgumentException e) {
      // As far as it went.
    }
    return changed ? bytes : source;
  }

  private void walk(final Schema schema, final Body body, final int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("nested too deeply");
    }
    switch (schema.getType()) {
      case RECORD -> {
        for (final Schema.Field field : schema.getFields()) {
          inSubjects = depth == 0 && field.name().equals(SUBJECTS);
          walk(field.schema(), FREE.contains(field.name()) ? Body.FREE : body, depth + 1);
        }
      }
      case UNION -> walk(branch(schema), body, depth + 1);
      case ARRAY -> blocks(() -> walk(schema.getElementType(), body, depth + 1));
      case MAP -> blocks(() -> entry(schema.getValueType(), body, depth + 1));
      case STRING, BYTES -> text(body);
      case FIXED -> skip(schema.getFixedSize());
      case INT, LONG, ENUM -> number();
      case FLOAT -> skip(Float.BYTES);
      case DOUBLE -> skip(Double.BYTES);
      case BOOLEAN -> skip(1);
      case NULL -> {}
    }
  }

  private Schema branch(final Schema union) {
    final long index = number();
    if (index < 0 || index >= union.getTypes().size()) {
      throw new IllegalArgumentException("no such branch");
    }
    return union.getTypes().get((int) index);
  }

  private void blocks(final Runnable item) {
    long count = number();
    while (count != 0) {
      if (count < 0) {
        count = -count;
        number();
      }
      if (count > bytes.length) {
        throw new IllegalArgumentException("more items than bytes");
      }
      for (long i = 0; i < count; i++) {
        item.run();
      }
      count = number();
    }
  }

  private void entry(final Schema value, final Body body, final int depth) {
    final int length = length();
    final String key = utf8(length);
    changed |= texts.mask(bytes, pos, pos + length, body);
    pos += length;
    if (redactor != null && value.getType() == Schema.Type.STRING) {
      meet(redactor, key);
    }
    if (redactor != null && value.getType() == Schema.Type.STRING && redactor.isSensitive(key)) {
      final int size = length();
      java.util.Arrays.fill(bytes, pos, pos + size, (byte) '*');
      changed |= size > 0;
      pos += size;
    } else {
      walk(value, body, depth);
    }
  }

  /** Notes the value behind a key of a map, if it is the id of a data subject. */
  private void meet(final Redactor rules, final String key) {
    if (rules.subjects().fields().contains(key)) {
      final int start = pos;
      final int length = length();
      final Set<String> ids = new TreeSet<>();
      rules.subjects().find(Map.of(key, utf8(length)), ids);
      tally.meet(ids);
      pos = start;
    }
  }

  private String utf8(final int length) {
    return new String(bytes, pos, length, StandardCharsets.UTF_8);
  }

  private void text(final Body body) {
    final int length = length();
    if (inSubjects && length > 0 && redactor != null) {
      tally.meet(Set.of(utf8(length)));
    }
    changed |= texts.mask(bytes, pos, pos + length, body);
    pos += length;
  }

  private int length() {
    final long length = number();
    if (cut && length > bytes.length - pos) {
      return bytes.length - pos;
    }
    if (length < 0 || length > bytes.length - pos) {
      throw new IllegalArgumentException("a text reaches beyond the record");
    }
    return (int) length;
  }

  private void skip(final int count) {
    if (count > bytes.length - pos) {
      throw new IllegalArgumentException("a value reaches beyond the record");
    }
    pos += count;
  }

  private long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (pos >= bytes.length) {
        throw new IllegalArgumentException("a number reaches beyond the record");
      }
      final byte b = bytes[pos++];
      value |= (b & 0x7fL) << shift;
      if (b >= 0) {
        return value >>> 1 ^ -(value & 1);
      }
    }
    throw new IllegalArgumentException("a number has too many bytes");
  }
}
