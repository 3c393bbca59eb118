package com.nexora.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class RedactCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(final String input, final String... arguments) {
    return new CommandLine(
            new RedactCommand(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8))))
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void shouldPrintLinesWithoutSecrets() {
    // When
    final int code = run("mail bob@example.com\n{\"password\":\"x\"}\nplain\n");

    // Then
    assertThat(code).isZero();
    assertThat(out.toString().lines())
        .containsExactly("mail [REDACTED]", "{\"password\":\"[REDACTED]\"}", "plain");
    assertThat(err.toString()).contains("redacted by rule: {email=1, key-password=1}");
  }

  @Test
  void shouldPrintAnObjectALine() {
    // When
    final int code = run("pwd=x\n", "--json");

    // Then
    assertThat(code).isZero();
    assertThat(out.toString().strip())
        .isEqualTo("{\"text\":\"pwd=[REDACTED]\",\"changed\":true,\"counts\":{\"assignment\":1}}");
  }

  @Test
  void shouldSayWhichFileOfRulesCannotBeRead() {
    // When
    final int code = run("", "--rules", "nowhere.yaml");

    // Then
    assertThat(code).isEqualTo(1);
    assertThat(err.toString()).contains("cannot read redaction rules nowhere.yaml");
  }
}
