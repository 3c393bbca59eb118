package com.nexora.streams.correlation;

import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link StateWriter} wrote, in the same order. Bytes that end early give an {@link
 * IndexOutOfBoundsException}: a store value is ours, so that is a defect, not an input.
 */
final class StateReader {

  private final byte[] bytes;
  private int at;

  StateReader(final byte[] bytes) {
    this.bytes = bytes;
  }

  int octet() {
    return bytes[at++] & 0xFF;
  }

  boolean flag() {
    return octet() != 0;
  }

  long fixed() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | octet();
    }
    return value;
  }

  double real() {
    return Double.longBitsToDouble(fixed());
  }

  long number() {
    long raw = 0;
    for (int shift = 0; ; shift += 7) {
      final int octet = octet();
      raw |= (long) (octet & 0x7F) << shift;
      if (octet < 0x80) {
        return raw >>> 1 ^ -(raw & 1);
      }
    }
  }

  int count() {
    return Math.toIntExact(number());
  }

  String text() {
    final int length = count();
    final String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }
}
