package com.nexora.streams.privacy.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The first look never lets a text pass in which the scan finds something; the scan itself is the
 * oracle, with every kind of value looked for. And it does let pass what most texts are.
 */
final class FirstLookTest {

  private static final Profile SHIPPED = RedactionYaml.shipped().profile(Body.FREE);

  /** Names of one or two letters, with digits, at the beginning and at the end. */
  private static final KeyPatterns ODD_NAMES =
      new KeyPatterns(
          List.of(
              new KeyPatterns.Entry("k", 30),
              new KeyPatterns.Entry("ab", 30),
              new KeyPatterns.Entry("x1y", 30),
              new KeyPatterns.Entry("*_id", 30),
              new KeyPatterns.Entry("*zz", 30),
              new KeyPatterns.Entry("pin_2", 30)),
          List.of("no_id"));

  private static final KeyPatterns BEGINNINGS =
      new KeyPatterns(List.of(new KeyPatterns.Entry("sec*", 30)), List.of());

  private static final List<String> PIECES =
      List.of(
          "password",
          "pwd",
          "api_key",
          "Token",
          "ssn",
          "phone",
          "tel",
          "fax",
          "call",
          "bearer ",
          "Basic ",
          "dTpw",
          "eyJ",
          "AKIA",
          "ghp_",
          "sk-",
          "SG.",
          "1//0",
          "x8Q~",
          "DE89",
          "GB82WEST",
          "be68 5390 0754 7034",
          "AT",
          "411111111111",
          "1111",
          "4111 1111 ",
          "-1111-",
          "3782 822463 ",
          "078-05-1120",
          "555-123-4567",
          "555.123.",
          "(555) ",
          "+49",
          "+1 ",
          "030 1234567",
          "0301234",
          "123456789",
          "1234567890",
          "://",
          "a:b@",
          "@example.com",
          "@x",
          "--",
          "-----",
          "BEGIN PRIVATE KEY",
          "--token ",
          "=",
          ": ",
          ":",
          " = ",
          "\":\"",
          "='",
          ">",
          "<pwd>",
          "k=",
          "ab:",
          "x1y:12345a",
          "my_id=",
          "pin2=",
          "secX=",
          "0",
          "00",
          "12",
          "7",
          " ",
          "-",
          ".",
          "/",
          "_",
          ",",
          "(",
          "+",
          "\"",
          "\\",
          "a",
          "Z",
          "x1",
          "hunter2",
          "T10:00:40Z",
          "2026-01-15",
          "10.1.2.3",
          "\u0000",
          "\n",
          "[",
          "~",
          "Q~",
          "'",
          "aB1/",
          "wJalrXUtnFEMI/K7");

  @Property(tries = 6000)
  void shouldSuspectWhateverTheScanFinds(@ForAll("texts") final String text) {
    assertSuspectedIfFound(bytes(text), SHIPPED.secretKeys());
  }

  @Property(tries = 3000)
  void shouldSuspectWhateverTheScanFindsByNamesOfAnyForm(@ForAll("texts") final String text) {
    assertSuspectedIfFound(bytes(text), ODD_NAMES);
    assertSuspectedIfFound(bytes(text), BEGINNINGS);
  }

  /** At every place of the windows and of the words that a text is read by. */
  @Property(tries = 60)
  void shouldSuspectEverySecretWhereverItStands(@ForAll final long seed) {
    final Random random = new Random(seed);
    for (final Function<Random, String> maker : SecretSamples.kinds().values()) {
      final String before = pick(random, "x", "word ", "a-b ", "7f3-", "ORD: ").repeat(24);
      final String text =
          before.substring(0, random.nextInt(before.length()))
              + pick(random, " ", "(", "\"", ", ")
              + maker.apply(random)
              + pick(random, "", " ", ". then", ")", " and more words behind it")
                  .repeat(random.nextInt(4));
      assertSuspectedIfFound(bytes(text), SHIPPED.secretKeys());
    }
  }

  @Property(tries = 2000)
  void shouldSuspectWhateverTheScanFindsInNormalisedText(
      @ForAll("texts") final String text, @ForAll final char odd) {
    final byte[] source = (text + odd + text).getBytes(StandardCharsets.UTF_8);
    final PlainText plain = new PlainText();
    plain.read(source, 0, source.length, true);
    assertSuspectedIfFound(
        java.util.Arrays.copyOf(plain.text(), plain.length()), SHIPPED.secretKeys());
  }

  /** Within an array too: what stands around a range does not count. */
  private static void assertSuspectedIfFound(final byte[] text, final KeyPatterns keys) {
    for (final int before : new int[] {0, 3}) {
      // Given
      final byte[] around = new byte[before + text.length + (before == 0 ? 0 : 11)];
      java.util.Arrays.fill(around, (byte) '5');
      System.arraycopy(text, 0, around, before, text.length);

      // When
      final boolean suspected = new FirstLook(keys).suspects(around, before, before + text.length);

      // Then
      if (isFound(around, before, before + text.length, keys)) {
        assertThat(suspected).as(new String(text, StandardCharsets.ISO_8859_1)).isTrue();
      }
    }
  }

  private static boolean isFound(
      final byte[] text, final int from, final int to, final KeyPatterns keys) {
    final Matches matches = new Matches();
    matches.clear();
    new TextScan().scan(text, from, to, -1, keys, false, matches);
    return matches.size() > 0;
  }

  /** The least of its kind: one character less is nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tel 0301234",
        "tel 030-12-34",
        "fax 123456789",
        "5fax 12345678901",
        "ssn 123456789",
        "123-45-6789",
        "555-123-4567",
        "(555) 123-4567",
        "+49 301234",
        "+491234567",
        "4222222222222",
        "4000-0000-0000-0002",
        "3782 822463 10005",
        "NO93 8601 1117 947",
        "be68539007547034",
        "Basic dTpw",
        "bearer abcdefg1",
        "pwd=x",
        "pwd\": 'x'",
        "--pwd x",
        "a@b.de",
        "xoxb-0123456789",
        "eyJhbGciOi.eyJzdWIiOiIx.."
      })
  void shouldSuspectTheShortestOfWhatIsFound(final String text) {
    // When
    final boolean suspected = SHIPPED.firstLook().suspects(bytes(text), 0, text.length());

    // Then
    assertThat(isFound(bytes(text), 0, text.length(), SHIPPED.secretKeys())).isTrue();
    assertThat(suspected).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "request completed in 17 ms, retrying the upstream of the region",
        "3f2a8c1e-12ab-4abc-9def-0123456789ab",
        "2026-01-15T10:00:40.123Z",
        "2026-01-15 10:00:40",
        "arn:aws:sts::210987654321:assumed-role/build/17",
        "https://api.example.com/v1/orders/481516/items?page=2&size=50",
        "com.example.orders.OrderService",
        "[aws-cli/2.13.5 Python/3.11.4 Linux/5.15 exe/x86_64]",
        "198.51.100.23",
        "4bf92f3577b34da6a3ce929d0e0e4736",
        "0000000000000000522e673f4389f5b6",
        "data/2026/01/15/part-00001.parquet",
        "v1.2.3-rc.1+build.5",
        "user-481 (admin) * 3 = 7"
      })
  void shouldLetPassWhatMostTextsAre(final String text) {
    // When
    final boolean suspected = SHIPPED.firstLook().suspects(bytes(text), 0, text.length());

    // Then
    assertThat(suspected).isFalse();
  }

  @Test
  void shouldSuspectFewOfRandomIds() {
    // Given
    final Random random = new Random(7);

    // When
    int suspected = 0;
    for (int i = 0; i < 10_000; i++) {
      final byte[] id = bytes(new UUID(random.nextLong(), random.nextLong()).toString());
      suspected += SHIPPED.firstLook().suspects(id, 0, id.length) ? 1 : 0;
    }

    // Then
    assertThat(suspected).isLessThan(400);
  }

  @Provide
  Arbitrary<String> texts() {
    final Arbitrary<String> pieces =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.of(PIECES)),
            Tuple.of(2, Arbitraries.strings().numeric().ofMaxLength(20)),
            Tuple.of(2, Arbitraries.strings().withChars("0145 -./+(DEk:=").ofMaxLength(60)),
            Tuple.of(1, Arbitraries.strings().withCharRange(' ', '~').ofMaxLength(12)),
            Tuple.of(
                1,
                Arbitraries.randomValue(
                    random -> {
                      final var makers = List.copyOf(SecretSamples.kinds().values());
                      return makers.get(random.nextInt(makers.size())).apply(random);
                    })));
    return pieces.list().ofMinSize(1).ofMaxSize(12).map(list -> String.join("", list));
  }

  private static String pick(final Random random, final String... values) {
    return values[random.nextInt(values.length)];
  }

  private static byte[] bytes(final String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
