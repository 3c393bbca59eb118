package com.nexora.streams.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.streams.privacy.redact.Redacted;
import com.nexora.streams.privacy.redact.RedactionRules;
import com.nexora.streams.privacy.redact.RedactionRulesException;
import com.nexora.streams.privacy.redact.RedactionYaml;
import com.nexora.streams.privacy.redact.Redactor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what redaction makes of lines: to try rules out before they hold. */
@Command(
    name = "redact",
    description =
        "Prints lines of JSON or text as they would be stored: without secrets and personal data.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:all lines were printed", "1:rules or lines cannot be read", "2:wrong usage"},
    footerHeading = "%nExample:%n",
    footer = "  nexora redact --rules my-redaction.yaml app.log")
public final class RedactCommand implements Callable<Integer> {

  private static final int CANNOT = 1;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Lines to read (default: standard input).")
  private @Nullable Path file;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description = "Rules as redaction.rules.file takes them (default: the shipped ones).")
  private @Nullable Path rules;

  @Option(names = "--typed", description = "Read lines as OCSF or CloudTrail: identifiers stay.")
  private boolean typed;

  @Option(
      names = "--strict",
      description = "Read lines as JSON payloads: a line that is none is redacted as a whole.")
  private boolean strict;

  @Option(
      names = "--json",
      description = "Print a JSON object a line: text, changed, and counts by rule.")
  private boolean json;

  private final InputStream standardInput;

  public RedactCommand() {
    this(System.in);
  }

  RedactCommand(final InputStream standardInput) {
    this.standardInput = standardInput;
  }

  @Override
  public Integer call() {
    final PrintWriter out = spec.commandLine().getOut();
    try (BufferedReader lines = lines()) {
      final Redactor redactor = redactor();
      final Map<String, Long> counts = new TreeMap<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        final Redacted redacted = redacted(redactor, line);
        redacted.counts().forEach((rule, count) -> counts.merge(rule, count, Long::sum));
        out.println(json ? object(redacted) : redacted.text());
      }
      out.flush();
      if (!json) {
        spec.commandLine().getErr().println("redacted by rule: " + counts);
        spec.commandLine().getErr().flush();
      }
      return 0;
    } catch (final RedactionRulesException e) {
      return failed(String.valueOf(e.getMessage()));
    } catch (final IOException e) {
      return failed("cannot read " + (file == null ? "standard input" : file) + " (" + e + ")");
    }
  }

  private Redacted redacted(final Redactor redactor, final String line) {
    if (typed) {
      return redactor.redactTyped(line);
    }
    return strict ? redactor.redactJson(line) : redactor.redactText(line);
  }

  /** Hashes cannot be tried out: their key is the product's. */
  private Redactor redactor() {
    final RedactionRules given =
        rules == null ? RedactionYaml.shipped() : RedactionYaml.load(rules);
    return Redactor.of(given, (tenant, value) -> "hmac-" + "0".repeat(40));
  }

  private BufferedReader lines() throws IOException {
    return file == null
        ? new BufferedReader(new InputStreamReader(standardInput, StandardCharsets.UTF_8))
        : Files.newBufferedReader(file);
  }

  private static String object(final Redacted redacted) throws JsonProcessingException {
    final Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("text", redacted.text());
    fields.put("changed", redacted.changed());
    fields.put("counts", redacted.counts());
    return MAPPER.writeValueAsString(fields);
  }

  private int failed(final String message) {
    spec.commandLine().getErr().println(message);
    spec.commandLine().getErr().flush();
    return CANNOT;
  }
}
