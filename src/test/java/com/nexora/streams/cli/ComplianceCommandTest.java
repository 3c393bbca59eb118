package com.nexora.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComplianceCommandTest {

  @TempDir private Path dir;
  private HttpServer server;
  private String answer = report(true, 0);
  private int status = 200;
  private String asked = "";
  private String token = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked = exchange.getRequestURI().toString();
          token = exchange.getRequestHeaders().getFirst("Authorization");
          final byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    Files.writeString(dir.resolve("token"), "abc\n");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void shouldListTheShippedRulesOfAFramework() throws IOException {
    // When
    final CommandRun run =
        CommandRun.of(new ComplianceCommand(), "rules", "--framework", "pci_dss", "--json");

    // Then
    assertThat(run.exit()).isZero();
    assertThat(new ObjectMapper().readTree(run.out())).hasSize(4);
  }

  @Test
  void shouldPrintARuleALine() {
    // When
    final CommandRun run = CommandRun.of(new ComplianceCommand(), "rules");

    // Then
    assertThat(run.out().lines()).hasSize(29).anyMatch(line -> line.startsWith("SOX-001"));
  }

  @Test
  void shouldNameTheMistakeOfARulesFile() throws IOException {
    // Given
    final Path file = Files.writeString(dir.resolve("bad.yaml"), "rules: []");

    // When
    final CommandRun run =
        CommandRun.of(new ComplianceCommand(), "rules", "--file", file.toString());

    // Then
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("bad.yaml").contains("frameworks");
  }

  @Test
  void shouldAskAnInstanceForAReport() {
    // When
    final CommandRun run = report("--framework", "sox", "--from", "2026-01-01T00:00:00+01:00");

    // Then
    assertThat(run.exit()).isZero();
    assertThat(asked)
        .isEqualTo(
            "/compliance/a%20b%2Fc/report?format=json&framework=SOX&from=2026-01-01T00%3A00%3A00%2B01%3A00");
    assertThat(token).isEqualTo("Bearer abc");
    assertThat(run.out()).contains("SOX of acme", "intact", "SOX-001            2  Access");
  }

  @Test
  void shouldWriteTheReportToAFile() throws IOException {
    // Given
    final Path file = dir.resolve("report.json");

    // When
    final CommandRun run = report("--json", "--output", file.toString());

    // Then
    assertThat(run.exit()).isZero();
    assertThat(new ObjectMapper().readTree(file.toFile()).get("tenantId").asText())
        .isEqualTo("acme");
  }

  @Test
  void shouldEndWithThreeWhenTheChainIsDamaged() {
    // Given
    answer = report(false, 0);

    // When
    final CommandRun run = report();

    // Then
    assertThat(run.exit()).isEqualTo(3);
    assertThat(run.out()).contains("DAMAGED: entry 3");
  }

  @Test
  void shouldEndWithThreeWhenAnEntryIsKeptTooShortly() {
    // Given
    answer = report(true, 1);

    // When
    final CommandRun run = report();

    // Then
    assertThat(run.exit()).isEqualTo(3);
  }

  @Test
  void shouldTellWhyTheInstanceRefused() {
    // Given
    status = 403;
    answer = "{\"detail\":\"The tenant of the request must be the tenant of the token.\"}";

    // When
    final CommandRun run = report();

    // Then
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("403: The tenant of the request");
  }

  @Test
  void shouldRefuseAFrameworkThatThereIsNot() {
    // When
    final CommandRun run = report("--framework", "SOCKS");

    // Then
    assertThat(run.exit()).isEqualTo(2);
  }

  private CommandRun report(final String... more) {
    final String[] arguments = new String[7 + more.length];
    arguments[0] = "report";
    arguments[1] = "--tenant";
    arguments[2] = "a b/c";
    arguments[3] = "--url";
    arguments[4] = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    arguments[5] = "--token-file";
    arguments[6] = dir.resolve("token").toString();
    System.arraycopy(more, 0, arguments, 7, more.length);
    return CommandRun.of(new ComplianceCommand(), arguments);
  }

  private static String report(final boolean intact, final int shorter) {
    return """
        {"tenantId":"acme","framework":"SOX","from":"a","to":"b","complete":true,"entries":3,
         "byOutcome":{"failure":2,"success":1},"byCategory":{},"bySeverity":{},"violationCount":2,
         "retention":{"requiredDays":2555,"shorter":%d,"notEncrypted":0,"earliestUntil":null},
         "brokenRules":[{"ruleId":"SOX-001","violations":2,"title":"Access"},{"ruleId":"SOX-002","violations":0}],
         "chains":[{"intact":%s,"damage":"entry 3","entriesChecked":3}]}
        """
        .formatted(shorter, intact);
  }
}
