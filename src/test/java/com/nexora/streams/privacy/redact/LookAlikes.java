package com.nexora.streams.privacy.redact;

import static com.nexora.streams.privacy.redact.SecretSamples.chars;
import static com.nexora.streams.privacy.redact.SecretSamples.pick;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/** What looks like a secret and is none. */
final class LookAlikes {

  private static final String DIGITS = "0123456789";
  private static final String HEX = "0123456789abcdef";

  private LookAlikes() {}

  /** Makers of harmless values by kind. */
  static Map<String, Function<Random, String>> kinds() {
    final Map<String, Function<Random, String>> kinds = new LinkedHashMap<>();
    kinds.put("uuid", r -> new UUID(r.nextLong(), r.nextLong()).toString());
    kinds.put("md5", r -> chars(r, HEX, 32));
    kinds.put("sha1", r -> chars(r, HEX, 40));
    kinds.put("sha256", r -> "sha256:" + chars(r, HEX, 64));
    kinds.put("sri", r -> "sha512-" + base64(r, 64));
    kinds.put("no card", LookAlikes::noCard);
    kinds.put(
        "order",
        r ->
            "order "
                + chars(r, "123456789", 3)
                + "-"
                + chars(r, DIGITS, 7)
                + "-"
                + chars(r, DIGITS, 7));
    kinds.put("invoice", r -> "INV-" + (2000 + r.nextInt(30)) + "-" + chars(r, DIGITS, 6));
    kinds.put("millis", r -> "at " + (1_600_000_000_000L + r.nextInt(2_000_000_000)));
    kinds.put("nanos", r -> "ts=" + (1_600_000_000_000_000_000L + r.nextInt()));
    kinds.put(
        "date",
        r ->
            "2026-%02d-%02dT%02d:15:%02d.123+02:00"
                .formatted(1 + r.nextInt(12), 1 + r.nextInt(28), r.nextInt(24), r.nextInt(60)));
    kinds.put(
        "ip",
        r ->
            r.nextInt(256)
                + "."
                + r.nextInt(256)
                + "."
                + r.nextInt(256)
                + "."
                + r.nextInt(256)
                + ":"
                + r.nextInt(65_536));
    kinds.put("ipv6", r -> "2001:db8:" + chars(r, HEX, 4) + "::" + chars(r, HEX, 4));
    kinds.put(
        "mac",
        r -> chars(r, HEX, 2) + ":" + chars(r, HEX, 2) + ":" + chars(r, HEX, 2) + ":00:11:22");
    kinds.put(
        "version",
        r ->
            "v"
                + r.nextInt(20)
                + "."
                + r.nextInt(200)
                + "."
                + r.nextInt(2000)
                + "-rc."
                + r.nextInt(9));
    kinds.put(
        "package",
        r ->
            pick(r, "react", "lodash", "@scope/util")
                + "@"
                + r.nextInt(20)
                + "."
                + r.nextInt(9)
                + ".0");
    kinds.put(
        "arn", r -> "arn:aws:iam::" + chars(r, DIGITS, 12) + ":role/ci/build-" + r.nextInt(99));
    kinds.put(
        "secret's arn",
        r ->
            "arn:aws:secretsmanager:eu-west-1:"
                + chars(r, DIGITS, 12)
                + ":secret:prod/db-"
                + chars(r, "abcXYZ", 6));
    kinds.put("image", r -> "data:image/png;base64,iVBORw0KGgo" + base64(r, 150));
    kinds.put("double", r -> Double.toString(r.nextDouble()));
    kinds.put(
        "url",
        r ->
            "https://api.example.com:8443/v1/items/"
                + r.nextInt(100_000)
                + "?page="
                + r.nextInt(9)
                + "&sort=name");
    kinds.put("ssh", r -> "git@github.com:org" + r.nextInt(9) + "/repo.git");
    kinds.put("host", r -> "root@web-" + r.nextInt(100));
    kinds.put("trace", r -> "00-" + chars(r, HEX, 32) + "-" + chars(r, HEX, 16) + "-01");
    kinds.put("kafka", r -> "audit.events-" + r.nextInt(64) + "@" + r.nextInt(1_000_000_000));
    kinds.put("principal", r -> "AROA" + chars(r, "ABCDEFGHIJKLMNOP234567", 17) + ":build");
    kinds.put("pointer", r -> "0x" + chars(r, HEX, 16));
    kinds.put("size", r -> r.nextInt(1_000_000_000) + " of " + r.nextInt(1_000_000_000) + " bytes");
    return kinds;
  }

  private static String noCard(final Random random) {
    String number;
    do {
      number = "4" + chars(random, DIGITS, 15);
    } while (SecretSamples.luhn(number));
    return number;
  }

  private static String base64(final Random random, final int length) {
    final byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }
}
