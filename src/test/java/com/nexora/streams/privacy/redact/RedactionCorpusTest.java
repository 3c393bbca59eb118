package com.nexora.streams.privacy.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * How many secrets are found and how many harmless texts are left alone: lines written by hand, and
 * made ones in the midst of sentences, JSON, URLs and logs.
 */
final class RedactionCorpusTest {

  private static final int OF_EACH_KIND = 40;
  private static final String[] AROUND = {
    "%s",
    "got %s from upstream",
    "value=%s, retrying",
    "{\"message\":\"%s\"}",
    "[2026-01-15 10:00:00] WARN x.y.Z: rejected \"%s\"",
    "(%s)",
    "a;%s;b",
    "<v>%s</v>",
    "see: %s. Then stop.",
    "{\"a\":[{\"b\":\"x %s y\"}]}"
  };

  private final Redactor redactor = Redactor.shipped();
  private final List<String> missed = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();

  @Test
  void shouldFindSecretsAndLeaveWhatOnlyLooksLikeThem() {
    // Given
    final List<String[]> positives = new ArrayList<>(written());
    final List<String> negatives = new ArrayList<>(lines("negatives.txt"));
    final Random random = new Random(20_260_115);
    SecretSamples.kinds()
        .forEach(
            (kind, maker) -> {
              for (int i = 0; i < OF_EACH_KIND; i++) {
                final String secret = maker.apply(random);
                final String around = AROUND[i % AROUND.length];
                final String text =
                    around.formatted(around.startsWith("{") ? escaped(secret) : secret);
                positives.add(
                    new String[] {text, around.startsWith("{") ? escaped(secret) : secret});
              }
            });
    LookAlikes.kinds()
        .forEach(
            (kind, maker) -> {
              for (int i = 0; i < OF_EACH_KIND; i++) {
                negatives.add(AROUND[i % AROUND.length].formatted(maker.apply(random)));
              }
            });

    // When
    positives.forEach(this::mustGo);
    negatives.forEach(this::mustStay);

    // Then
    final double found = positives.size() - missed.size();
    final double recall = found / positives.size();
    final double precision = found / (found + wrong.size());
    System.out.printf(
        "redaction corpus: %d positives, %d negatives, recall %.4f, precision %.4f%n%s%n%s%n",
        positives.size(),
        negatives.size(),
        recall,
        precision,
        String.join("\n", missed),
        String.join("\n", wrong));
    assertThat(positives).hasSizeGreaterThan(500);
    assertThat(negatives).hasSizeGreaterThan(500);
    assertThat(recall).as("missed: %s", missed).isGreaterThanOrEqualTo(0.99);
    assertThat(precision).as("wrong: %s", wrong).isGreaterThanOrEqualTo(0.99);
    assertThat(written()).as("written by hand").allMatch(RedactionCorpusTest.this::isGone);
    assertThat(lines("negatives.txt")).as("written by hand").allMatch(this::isSame);
  }

  private boolean isGone(final String[] positive) {
    return !redactor.redactText(positive[0]).text().contains(positive[1]);
  }

  private boolean isSame(final String text) {
    return redactor.redactText(text).text().equals(text);
  }

  private void mustGo(final String[] positive) {
    if (!isGone(positive)) {
      missed.add(positive[0]);
    }
  }

  private void mustStay(final String text) {
    if (!isSame(text)) {
      wrong.add(text + "  ->  " + redactor.redactText(text));
    }
  }

  private static List<String[]> written() {
    return lines("positives.txt").stream()
        .map(
            line ->
                new String[] {
                  line.replace("⟦", "").replace("⟧", ""),
                  line.substring(line.indexOf('⟦') + 1, line.indexOf('⟧'))
                })
        .toList();
  }

  private static List<String> lines(final String name) {
    try (InputStream in = RedactionCorpusTest.class.getResourceAsStream("/redaction/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("# "))
          .toList();
    } catch (final IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String escaped(final String text) {
    return text.replace("\n", "\\n");
  }
}
