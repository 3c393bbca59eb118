package com.nexora.streams.ingest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Makes values out of good ones that no producer should write: a seed, a value. */
final class HostileJson {

  private static final List<String> NASTY =
      List.of(
          "{".repeat(5_000),
          "[".repeat(5_000),
          "{\"a\":".repeat(90) + "1" + "}".repeat(90),
          "\"" + "\\u0000".repeat(50) + "\"",
          "\"\\ud800\"",
          "1e999999999",
          "-" + "9".repeat(5_000),
          "NaN",
          "null",
          "true",
          "\"\"",
          "[]",
          "{}",
          "{\"\":{\"\":{}}}",
          "\"" + "x".repeat(70_000) + "\"",
          "{\"a\":1,\"a\":2}",
          "0.000000000000000000000000000000000000000000000000000000000000000001",
          "/* comment */1",
          "'single'",
          "\"${jndi:ldap://x}\"");

  private HostileJson() {}

  /** The value of a seed, made from one of the good ones. */
  static byte[] of(final long seed, final List<String> good) {
    final Random random = new Random(seed);
    byte[] value = good.get(random.nextInt(good.size())).getBytes(StandardCharsets.UTF_8);
    for (int mutations = random.nextInt(4); mutations >= 0; mutations--) {
      value = mutated(value, random);
    }
    return value;
  }

  private static byte[] mutated(final byte[] value, final Random random) {
    if (value.length == 0) {
      return value;
    }
    final int at = random.nextInt(value.length);
    return switch (random.nextInt(7)) {
      case 0 -> Arrays.copyOf(value, at);
      case 1 -> flipped(value, at, random);
      case 2 -> spliced(value, at, Math.min(value.length, at + random.nextInt(40)), "");
      case 3 -> spliced(value, at, at, NASTY.get(random.nextInt(NASTY.size())));
      case 4 -> withAnotherValue(value, random);
      case 5 -> noise(random);
      default -> spliced(value, at, at, new String(value, StandardCharsets.UTF_8));
    };
  }

  private static byte[] flipped(final byte[] value, final int at, final Random random) {
    final byte[] copy = value.clone();
    copy[at] = (byte) random.nextInt(256);
    return copy;
  }

  /** Puts something else in the place of the value of one of the fields: still JSON, mostly. */
  private static byte[] withAnotherValue(final byte[] value, final Random random) {
    final String text = new String(value, StandardCharsets.UTF_8);
    int colon = text.indexOf("\":", random.nextInt(text.length()));
    if (colon < 0) {
      colon = text.indexOf("\":");
    }
    if (colon < 0) {
      return value;
    }
    int end = colon + 2;
    boolean quoted = false;
    while (end < text.length() && (quoted || ",}]".indexOf(text.charAt(end)) < 0)) {
      quoted ^= text.charAt(end) == '"';
      end++;
    }
    return (text.substring(0, colon + 2)
            + NASTY.get(random.nextInt(NASTY.size()))
            + text.substring(end))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] noise(final Random random) {
    final byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] spliced(
      final byte[] value, final int from, final int to, final String between) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(value, 0, from);
    out.writeBytes(between.getBytes(StandardCharsets.UTF_8));
    out.write(value, to, value.length - to);
    return out.toByteArray();
  }
}
