package com.nexora.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.query.Tokens;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TokenCommandTest {

  @TempDir private Path dir;
  private String secret = "";

  @BeforeEach
  void makeSecret() throws Exception {
    final Path file = dir.resolve("jwt.key");
    Tokens.createSecret(file);
    secret = file.toString();
  }

  @Test
  void shouldMakeATokenForOneTenantWithTheAskedScopes() throws Exception {
    // Given
    final String[] arguments = {
      "--secret-file",
      secret,
      "--tenant",
      "acme",
      "--scope",
      "read,auditor",
      "--ttl",
      "7d",
      "--json"
    };

    // When
    final CommandRun run = CommandRun.of(new TokenCommand(), arguments);

    // Then
    final JsonNode answer = new ObjectMapper().readTree(run.out());
    final SignedJWT token = SignedJWT.parse(answer.get("token").textValue());
    assertThat(run.exit()).isZero();
    assertThat(token.getJWTClaimsSet().getStringClaim("tenant")).isEqualTo("acme");
    assertThat(token.getJWTClaimsSet().getStringClaim("scope")).isEqualTo("read auditor");
    assertThat(Instant.parse(answer.get("expiresAt").textValue()))
        .isBetween(Instant.now().plusSeconds(6 * 86_400), Instant.now().plusSeconds(8 * 86_400));
  }

  @Test
  void shouldPrintTheBareTokenForScripts() throws Exception {
    // Given
    final String[] arguments = {"--secret-file", secret, "--tenant", "acme"};

    // When
    final CommandRun run = CommandRun.of(new TokenCommand(), arguments);

    // Then
    assertThat(SignedJWT.parse(run.out().strip()).getJWTClaimsSet().getStringClaim("scope"))
        .isEqualTo("read");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2|--tenant acme --scope everything|there is no scope \"everything\"",
        "2|--tenant acme --ttl soon|--ttl soon is no time",
        "2|--tenant acme --ttl 999d|--ttl 999d is no time",
        "2|--scope read|Missing required option: '--tenant",
        "1|--tenant acme --secret-file none.key|none.key"
      })
  void shouldSayWhatIsWrong(final int exit, final String arguments, final String sentence) {
    // Given arguments that are wrong
    // When
    final CommandRun run = CommandRun.of(new TokenCommand(), arguments.split(" "));

    // Then
    assertThat(run.exit()).isEqualTo(exit);
    assertThat(run.err()).contains(sentence);
    assertThat(run.out()).isEmpty();
  }
}
