package com.nexora.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command asks an instance, and what it makes of the answer. */
final class TenantCommandTest {

  @TempDir private Path dir;
  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private int putStatus = 200;
  private String putAnswer = "{\"retentionDays\":7}";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          final boolean put = exchange.getRequestMethod().equals("PUT");
          final String sent =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(
              String.join(
                  " ",
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
                  String.valueOf(exchange.getRequestHeaders().getFirst("If-Match")),
                  sent));
          final byte[] body =
              (put ? putAnswer : "{\"retentionDays\":0}").getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("ETag", put ? "\"new\"" : "\"old\"");
          exchange.sendResponseHeaders(put ? putStatus : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    Files.writeString(dir.resolve("token"), "abc\n");
    Files.writeString(dir.resolve("config.json"), "{\"retentionDays\":7}");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private CommandRun run(final String... words) {
    final List<String> arguments = new ArrayList<>(List.of(words));
    arguments.addAll(
        List.of(
            "--url",
            "http://127.0.0.1:" + server.getAddress().getPort(),
            "--token-file",
            dir.resolve("token").toString()));
    return CommandRun.of(new TenantCommand(), arguments.toArray(new String[0]));
  }

  @Test
  void shouldShowTheSettingsWithTheirTag() throws IOException {
    // When
    final CommandRun run = run("show", "a b/ü", "--json");

    // Then
    final JsonNode told = new ObjectMapper().readTree(run.out());
    assertThat(run.exit()).isZero();
    assertThat(told.get("etag").asText()).isEqualTo("\"old\"");
    assertThat(told.at("/config/retentionDays").asInt()).isZero();
    assertThat(asked).containsExactly("GET /stream-config/a%20b%2F%C3%BC Bearer abc null ");
  }

  @Test
  void shouldReplaceWhatIsThereWhenItBegins() {
    // When
    final CommandRun run = run("set", "acme", dir.resolve("config.json").toString());

    // Then
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains("\"retentionDays\" : 7");
    assertThat(asked)
        .containsExactly(
            "GET /stream-config/acme Bearer abc null ",
            "PUT /stream-config/acme Bearer abc \"old\" {\"retentionDays\":7}");
  }

  @Test
  void shouldReplaceOnlyTheSettingsThatTheCallerNames() {
    // When
    final CommandRun run =
        run("set", "acme", dir.resolve("config.json").toString(), "--if-match", "\"seen\"");

    // Then
    assertThat(run.exit()).isZero();
    assertThat(asked)
        .containsExactly("PUT /stream-config/acme Bearer abc \"seen\" {\"retentionDays\":7}");
  }

  @ParameterizedTest
  @CsvSource({"400, 4", "403, 4", "412, 3", "503, 1"})
  void shouldSayWhyNothingWasChanged(final int status, final int exit) {
    // Given
    putStatus = status;
    putAnswer = "{\"detail\":\"No such setting.\",\"field\":\"/x\",\"allowed\":\"a, b\"}";

    // When
    final CommandRun run = run("set", "acme", dir.resolve("config.json").toString());

    // Then
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("/x: No such setting. Allowed: a, b");
  }

  @Test
  void shouldNameAFileThatCannotBeRead() {
    // When
    final CommandRun run = run("set", "acme", dir.resolve("nothing.json").toString());

    // Then
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("cannot read", "nothing.json");
    assertThat(asked).isEmpty();
  }
}
