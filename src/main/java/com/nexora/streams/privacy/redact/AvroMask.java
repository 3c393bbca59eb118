package com.nexora.streams.privacy.redact;

import java.util.Set;
import org.apache.avro.Schema;

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

  private final Redactor redactor;
  private final Tally tally;
  private final byte[] source;
  private final byte[] bytes;
  private int pos;
  private boolean changed;

  AvroMask(final Redactor redactor, final byte[] source, final int from, final Tally tally) {
    this.redactor = redactor;
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

  private void walk(final Schema schema, final Body body, final int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("nested too deeply");
    }
    switch (schema.getType()) {
      case RECORD -> {
        for (final Schema.Field field : schema.getFields()) {
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
    final String key = new String(bytes, pos, length, java.nio.charset.StandardCharsets.UTF_8);
    changed |= redactor.mask(bytes, pos, pos + length, body, tally);
    pos += length;
    if (value.getType() == Schema.Type.STRING && redactor.isSensitive(key)) {
      final int size = length();
      java.util.Arrays.fill(bytes, pos, pos + size, (byte) '*');
      changed |= size > 0;
      pos += size;
    } else {
      walk(value, body, depth);
    }
  }

  private void text(final Body body) {
    final int length = length();
    changed |= redactor.mask(bytes, pos, pos + length, body, tally);
    pos += length;
  }

  private int length() {
    final long length = number();
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
