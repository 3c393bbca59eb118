package com.nexora.streams.privacy.redact;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * Secrets and personal data as they look in the wild, made up: by its own arithmetic, not by the
 * code that looks for them.
 */
public final class SecretSamples {

  private static final String DIGITS = "0123456789";
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String ALNUM = DIGITS + UPPER + LOWER;
  private static final String URL64 = ALNUM + "-_";
  private static final String[] FIRST = {"anna", "bob", "carlos", "d.meyer", "eve+news", "j_smith"};
  private static final String[] DOMAINS = {
    "example.com", "mail.example.org", "firma.de", "corp-intra.co.uk", "uni.edu", "x-y.io"
  };

  private SecretSamples() {}

  /** Makers of values by kind. */
  public static Map<String, Function<Random, String>> kinds() {
    final Map<String, Function<Random, String>> kinds = new LinkedHashMap<>();
    kinds.put("jwt", SecretSamples::jwt);
    kinds.put("aws access key id", r -> pick(r, "AKIA", "ASIA") + chars(r, UPPER + "234567", 16));
    kinds.put("aws secret key", SecretSamples::awsSecret);
    kinds.put("gcp api key", r -> "AIza" + chars(r, URL64.replace("-", ""), 34) + 'x');
    kinds.put("gcp oauth", r -> "ya29." + chars(r, ALNUM, 60));
    kinds.put("azure storage key", SecretSamples::azureKey);
    kinds.put(
        "azure client secret",
        r -> chars(r, ALNUM, 3) + chars(r, DIGITS, 1) + "Q~" + chars(r, ALNUM, 34));
    kinds.put("github", r -> pick(r, "ghp_", "gho_", "ghs_", "ghu_", "ghr_") + chars(r, ALNUM, 36));
    kinds.put("github fine", r -> "github_pat_" + chars(r, ALNUM, 22) + "_" + chars(r, ALNUM, 59));
    kinds.put(
        "slack",
        r ->
            pick(r, "xoxb-", "xoxp-")
                + chars(r, "123456789", 12)
                + "-"
                + chars(r, "123456789", 12)
                + "-"
                + chars(r, ALNUM, 24));
    kinds.put("stripe", r -> pick(r, "sk_live_", "sk_test_", "rk_live_") + chars(r, ALNUM, 24));
    kinds.put("gitlab", r -> "glpat-" + chars(r, ALNUM, 20));
    kinds.put("npm", r -> "npm_" + chars(r, ALNUM, 36));
    kinds.put("private key", SecretSamples::privateKey);
    kinds.put("bearer", r -> "Bearer " + chars(r, LOWER, 5) + chars(r, ALNUM + "._-", 24) + "7");
    kinds.put("basic", SecretSamples::basic);
    kinds.put("card", SecretSamples::card);
    kinds.put("card in groups", r -> groups(card(r)));
    kinds.put("iban", SecretSamples::iban);
    kinds.put("iban in groups", r -> iban(r).replaceAll("(.{4})(?=.)", "$1 "));
    kinds.put("e-mail", r -> pick(r, FIRST) + r.nextInt(100) + '@' + pick(r, DOMAINS));
    kinds.put(
        "phone",
        r ->
            "+"
                + pick(r, "49", "44", "33")
                + " "
                + (1 + r.nextInt(9))
                + chars(r, DIGITS, 2)
                + " "
                + chars(r, DIGITS, 7));
    kinds.put(
        "phone us",
        r ->
            "("
                + (201 + r.nextInt(700))
                + ") "
                + (200 + r.nextInt(700))
                + "-"
                + chars(r, DIGITS, 4));
    kinds.put("ssn", SecretSamples::ssn);
    return kinds;
  }

  /** A token of some standard algorithm. */
  static String jwt(final Random random) {
    return url64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
        + '.'
        + url64("{\"sub\":\"" + random.nextInt(100_000) + "\",\"iat\":1700000000}")
        + '.'
        + chars(random, URL64, 42)
        + 'A';
  }

  private static String awsSecret(final Random random) {
    String key;
    do {
      key = chars(random, ALNUM + "/+", 40);
    } while (!key.matches(".*\\d.*")
        || key.startsWith("/")
        || key.startsWith("+")
        || passesForWords(key));
    return key;
  }

  /** One of 5,000 keys: a known limit, docs/redaction.md. */
  private static boolean passesForWords(final String key) {
    return key.replaceAll("[A-Z]+|[a-z]+|[0-9]+|[/+]+", ".").length() <= 14;
  }

  private static String azureKey(final Random random) {
    final byte[] bytes = new byte[64];
    random.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String basic(final Random random) {
    return "Basic "
        + Base64.getEncoder()
            .encodeToString(
                ("user" + random.nextInt(100) + ":" + chars(random, ALNUM, 10))
                    .getBytes(StandardCharsets.UTF_8));
  }

  private static String privateKey(final Random random) {
    final String kind = pick(random, "RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY");
    return "-----BEGIN %s-----\n%s\n%s\n-----END %s-----"
        .formatted(kind, chars(random, ALNUM + "+/", 64), chars(random, ALNUM, 40), kind);
  }

  /** A number with the prefix and length of a network, and a check digit by the book. */
  static String card(final Random random) {
    final String network = pick(random, "4", "51", "55", "2221", "34", "37", "6011", "3528");
    final int length = network.startsWith("34") || network.startsWith("37") ? 15 : 16;
    final String body = network + chars(random, DIGITS, length - network.length() - 1);
    for (char check = '0'; check <= '9'; check++) {
      if (luhn(body + check)) {
        return body + check;
      }
    }
    throw new IllegalStateException("some digit fits");
  }

  /** The sum of digits, every second doubled from the right, ends in 0. */
  static boolean luhn(final String number) {
    int sum = 0;
    final String reversed = new StringBuilder(number).reverse().toString();
    for (int i = 0; i < reversed.length(); i++) {
      final int digit = reversed.charAt(i) - '0';
      sum += i % 2 == 0 ? digit : digit * 2 / 10 + digit * 2 % 10;
    }
    return sum % 10 == 0;
  }

  private static String groups(final String card) {
    return card.length() == 15
        ? card.substring(0, 4) + ' ' + card.substring(4, 10) + ' ' + card.substring(10)
        : card.replaceAll("(.{4})(?=.)", "$1 ");
  }

  /** Check digits so that the number, letters as 10 to 35, has the rest 1 by 97. */
  static String iban(final Random random) {
    final String country = pick(random, "DE", "GB", "NL");
    final String account =
        switch (country) {
          case "DE" -> chars(random, DIGITS, 18);
          case "GB" -> chars(random, UPPER, 4) + chars(random, DIGITS, 14);
          default -> chars(random, UPPER, 4) + chars(random, DIGITS, 10);
        };
    final StringBuilder digits = new StringBuilder();
    for (final char c : (account + country + "00").toCharArray()) {
      digits.append(Character.getNumericValue(c));
    }
    final int rest = new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue();
    return country + "%02d".formatted(98 - rest) + account;
  }

  private static String ssn(final Random random) {
    int area;
    do {
      area = 1 + random.nextInt(898);
    } while (area == 666);
    return "%03d-%02d-%04d".formatted(area, 1 + random.nextInt(99), 1 + random.nextInt(9999));
  }

  static String chars(final Random random, final String alphabet, final int count) {
    final StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  static String pick(final Random random, final String... values) {
    return values[random.nextInt(values.length)];
  }

  private static String url64(final String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
