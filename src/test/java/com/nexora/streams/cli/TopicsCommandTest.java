package com.nexora.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TopicsCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldListTheShippedCatalogueWithoutABroker() {
    // When
    final int exit = command("list");

    // Then
    assertThat(exit).isZero();
    assertThat(out.toString())
        .contains("nhi.events ")
        .contains("nhi.events.dlq ")
        .contains("compacted")
        .endsWith("topics, profile production" + System.lineSeparator());
  }

  @Test
  void shouldListAsJson() throws Exception {
    // When
    final int exit = command("list", "--profile", "dev", "--json");

    // Then
    final JsonNode list = new ObjectMapper().readTree(out.toString());
    assertThat(exit).isZero();
    assertThat(list.path("profile").asText()).isEqualTo("dev");
    assertThat(list.at("/topics/0/name").asText()).isEqualTo("nhi.events");
    assertThat(list.at("/topics/0/partitions").asInt()).isEqualTo(4);
    assertThat(list.at("/topics/0/configs/message.timestamp.type").asText())
        .isEqualTo("LogAppendTime");
  }

  @Test
  void shouldPrintTheRightsOfAnInstanceWithoutABroker() throws Exception {
    // When
    final int exit = command("acls", "--principal", "User:me", "--application-id", "mine");
    final String commands = out.toString();
    out.getBuffer().setLength(0);
    final int asJson = command("acls", "--principal", "User:me", "--json");

    // Then
    assertThat(exit).isZero();
    assertThat(commands.lines())
        .allMatch(line -> line.startsWith("kafka-acls.sh --bootstrap-server \"$BOOTSTRAP\" --add"))
        .allMatch(line -> line.contains("--allow-principal 'User:me'"))
        .anyMatch(line -> line.endsWith(" --operation Read --group mine"));
    assertThat(asJson).isZero();
    final JsonNode rights = new ObjectMapper().readTree(out.toString());
    assertThat(rights.path("items"))
        .anySatisfy(
            right -> {
              assertThat(right.path("resource").asText()).isEqualTo("GROUP");
              assertThat(right.at("/names/0").asText()).isEqualTo("nexora-streams");
            });
  }

  @Test
  void shouldRefuseAnUnknownFlagAndOfferTheRightOne() {
    // When
    final int exit = command("plan", "--bootstrap-sever", "localhost:1");

    // Then
    assertThat(exit).isEqualTo(2);
    assertThat(err.toString())
        .contains("Unknown options: '--bootstrap-sever'")
        .contains("Possible solutions: --bootstrap-server");
  }

  @Test
  void shouldAskForASubcommand() {
    // When
    final int exit = command();

    // Then
    assertThat(exit).isEqualTo(2);
    assertThat(err.toString()).contains("give one of: list, plan, apply");
  }

  @Test
  void shouldSayWhichFileIsNoCatalogue() {
    // When
    final int exit = command("list", "--catalogue", "no-such.yaml");

    // Then
    assertThat(exit).isEqualTo(1);
    assertThat(err.toString()).startsWith("cannot read catalogue no-such.yaml");
  }

  @Test
  void shouldExplainItsExitCodes() {
    // When
    final int exit = command("apply", "--help");

    // Then
    assertThat(exit).isZero();
    assertThat(out.toString()).contains("--allow-grow").contains("Exit codes:");
  }

  private int command(final String... args) {
    return new CommandLine(new TopicsCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }
}
