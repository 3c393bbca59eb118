package com.nexora.streams.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.streams.query.Tokens;
import com.nexora.streams.runtime.AuthSettings;
import com.nexora.streams.runtime.DevEndpoints;
import com.nexora.streams.runtime.StartupException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a bearer token with dev mode's key. In production an identity provider does that. */
@Command(
    name = "token",
    description = {
      "Makes a bearer token with the key of dev mode's data directory, or with a secret file.",
      "In production an identity provider issues tokens."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExample:%n",
    footer = "  nexora token --tenant acme --scope read --ttl 12h")
final class TokenCommand implements Callable<Integer> {

  private static final Set<String> SCOPES = Set.of("read", "write", "admin", "auditor");
  private static final String DEV_KEY = "keys/jwt.key";
  private static final Duration LONGEST = Duration.ofDays(366);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--tenant",
      required = true,
      paramLabel = "ID",
      description = "The one tenant it may see; * for all of them.")
  private String tenant = "";

  @Option(
      names = "--scope",
      split = ",",
      defaultValue = "read",
      paramLabel = "SCOPE",
      description = "What it may do: read, write, admin, auditor (default: ${DEFAULT-VALUE}).")
  private List<String> scopes = List.of();

  @Option(
      names = "--ttl",
      defaultValue = "24h",
      paramLabel = "TIME",
      description = "How long it is valid: 30m, 24h, 7d (default: ${DEFAULT-VALUE}).")
  private String lifetime = "";

  @Option(
      names = "--subject",
      defaultValue = "dev",
      paramLabel = "NAME",
      description = "Who uses it, for the audit trail (default: ${DEFAULT-VALUE}).")
  private String subject = "";

  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description =
          "Secret of HS256 tokens. Default: dev mode's, of NEXORA_DATA_DIR or .nexora/dev.")
  private @Nullable Path secretFile;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    for (final String scope : scopes) {
      if (!SCOPES.contains(scope)) {
        throw new ParameterException(
            spec.commandLine(),
            "there is no scope \"%s\": give read, write, admin or auditor".formatted(scope));
      }
    }
    final Duration valid = duration();
    final PrintWriter out = spec.commandLine().getOut();
    try {
      final Clock clock = Clock.systemUTC();
      final String token = Tokens.of(settings(), clock).mint(subject, tenant, scopes, valid);
      final Instant expires = clock.instant().plus(valid).truncatedTo(ChronoUnit.SECONDS);
      out.println(json ? json(token, expires) : token);
      out.flush();
      return 0;
    } catch (final StartupException e) {
      spec.commandLine().getErr().println(e.getMessage());
      spec.commandLine().getErr().flush();
      return 1;
    }
  }

  private String json(final String token, final Instant expires) {
    final ObjectNode root =
        JsonNodeFactory.instance
            .objectNode()
            .put("token", token)
            .put("tenant", tenant)
            .put("expiresAt", expires.toString());
    scopes.forEach(root.putArray("scopes")::add);
    return root.toPrettyString();
  }

  private AuthSettings settings() {
    return new AuthSettings(
        Optional.of(secret()),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Duration.ZERO);
  }

  private Path secret() {
    if (secretFile != null) {
      return secretFile;
    }
    final Path dataDir = DevEndpoints.dataDir(System.getenv());
    final Path key = dataDir.resolve(DEV_KEY);
    if (!Files.exists(key)) {
      throw new StartupException(
          "no dev mode has run in %s: start one with \"nexora dev\", or give --secret-file"
              .formatted(dataDir));
    }
    return key;
  }

  private Duration duration() {
    try {
      final String text = lifetime.toUpperCase(Locale.ROOT);
      final Duration parsed = Duration.parse(text.endsWith("D") ? "P" + text : "PT" + text);
      if (parsed.compareTo(Duration.ZERO) > 0 && parsed.compareTo(LONGEST) <= 0) {
        return parsed;
      }
    } catch (final DateTimeParseException | ArithmeticException e) {
      throw new ParameterException(spec.commandLine(), unusableTtl(), e);
    }
    throw new ParameterException(spec.commandLine(), unusableTtl());
  }

  private String unusableTtl() {
    return "--ttl " + lifetime + " is no time such as 30m, 24h or 7d, at most 366d";
  }
}
