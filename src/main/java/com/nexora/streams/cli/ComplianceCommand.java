package com.nexora.streams.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.nexora.streams.compliance.ComplianceRule;
import com.nexora.streams.compliance.Framework;
import com.nexora.streams.compliance.RuleSet;
import com.nexora.streams.compliance.RulesException;
import com.nexora.streams.compliance.RulesYaml;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Rules of compliance and reports about them. */
@Command(
    name = "compliance",
    description = "Shows, checks and overrides the rules of compliance, and makes reports.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(rules|report|overrides)",
    subcommands = {
      ComplianceCommand.Rules.class,
      ComplianceCommand.Report.class,
      OverridesCommand.class
    })
public final class ComplianceCommand implements Runnable {

  static final int CANNOT = 1;
  static final int AMISS = 3;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "give one of: rules, report, overrides");
    }
  }

  /** {@code compliance rules}. */
  @Command(
      name = "rules",
      description = "Lists the rules of a file, which is checked on the way, or the shipped ones.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {"0:the rules are valid", "1:the file cannot be used", "2:wrong usage"},
      footerHeading = "%nExample:%n",
      footer = "  nexora compliance rules --file my-rules.yaml --framework GDPR")
  static final class Rules implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description =
            "Rules as YAML, as compliance.rules.file takes them (default: the shipped ones).")
    private @Nullable Path file;

    @Option(names = "--framework", paramLabel = "NAME", description = "Only this framework's.")
    private @Nullable String framework;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
      final Framework only = framework == null ? null : framework(spec, framework);
      final PrintWriter out = spec.commandLine().getOut();
      try {
        final RuleSet rules = file == null ? RulesYaml.shipped() : RulesYaml.load(file);
        final List<ComplianceRule> listed =
            rules.rules().stream()
                .filter(rule -> only == null || rule.framework() == only)
                .toList();
        if (json) {
          out.println(json(listed).toPrettyString());
        } else {
          listed.forEach(rule -> out.println(text(rule)));
        }
        out.flush();
        return 0;
      } catch (final RulesException e) {
        spec.commandLine().getErr().println(e.getMessage());
        spec.commandLine().getErr().flush();
        return CANNOT;
      }
    }

    private static String text(final ComplianceRule rule) {
      return String.format(
          Locale.ROOT,
          "%-13s %-8s %-18s %5d d%s%s  %s (%s)",
          rule.ruleId(),
          rule.severity(),
          rule.category(),
          rule.retentionDays(),
          rule.realTime() ? "  real-time" : "           ",
          rule.encryptionRequired() ? "  encrypted" : "           ",
          rule.title(),
          rule.citation());
    }

    private static ArrayNode json(final List<ComplianceRule> rules) {
      final ArrayNode array = JsonNodeFactory.instance.arrayNode();
      for (final ComplianceRule rule : rules) {
        array
            .addObject()
            .put("ruleId", rule.ruleId())
            .put("framework", rule.framework().tag())
            .put("title", rule.title())
            .put("citation", rule.citation())
            .put("category", rule.category())
            .put("severity", rule.severity())
            .put("retentionDays", rule.retentionDays())
            .put("realTimeMonitoring", rule.realTime())
            .put("encryptionRequired", rule.encryptionRequired())
            .put("match", rule.matchWords())
            .put("violated", rule.violatedWords());
      }
      return array;
    }
  }

  /** {@code compliance report}. */
  @Command(
      name = "report",
      description = {
        "Asks a running instance how a framework was kept in a period: entries, violations,",
        "retention, encryption, and whether the tenant's chain is intact."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:the report was made (it may tell violations)",
        "1:the instance cannot be asked, or refused",
        "2:wrong usage",
        "3:the report was made and says that something is amiss: the chain is damaged or not that of the",
        " signed head, an entry is kept for less than the framework asks, or is in clear although it asks",
        " for encryption"
      },
      footerHeading = "%nExample:%n",
      footer = {
        "  nexora compliance report --tenant acme --framework SOX --from 2026-01-01T00:00:00Z",
        "  nexora compliance report --tenant acme --format html --output report.html"
      })
  static final class Report implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private InstanceAccess instance = new InstanceAccess();

    @Option(names = "--tenant", required = true, paramLabel = "ID", description = "Whose report.")
    private String tenant = "";

    @Option(
        names = "--framework",
        paramLabel = "NAME",
        description = "SOX, GDPR, HIPAA, PCI-DSS, SOC2, ISO27001 or DORA (default: all together).")
    private @Nullable String framework;

    @Option(
        names = "--from",
        paramLabel = "TIME",
        description = "ISO-8601, inclusive (default: 30 days before --to).")
    private @Nullable String from;

    @Option(
        names = "--to",
        paramLabel = "TIME",
        description = "ISO-8601, exclusive (default: now).")
    private @Nullable String to;

    @Option(
        names = "--format",
        paramLabel = "FORM",
        description = "text, json, csv or html (default: text).")
    private String format = "text";

    @Option(names = "--json", description = "As --format json.")
    private boolean json;

    @Option(
        names = "--output",
        paramLabel = "FILE",
        description = "Write the report there (default: standard output).")
    private @Nullable Path output;

    @Override
    public Integer call() {
      final String form = json ? "json" : format;
      if (!List.of("text", "json", "csv", "html").contains(form)) {
        throw new ParameterException(
            spec.commandLine(),
            "there is no form \"%s\": give text, json, csv or html".formatted(form));
      }
      try {
        final JsonNode report = new ObjectMapper().readTree(ask("json"));
        final String text =
            switch (form) {
              case "json" -> report.toPrettyString();
              case "text" -> ComplianceReportText.of(report);
              default -> ask(form);
            };
        write(text);
        return amiss(report) ? AMISS : 0;
      } catch (final IOException e) {
        spec.commandLine().getErr().println(e.getMessage());
        spec.commandLine().getErr().flush();
        return CANNOT;
      }
    }

    private String ask(final String form) throws IOException {
      final StringBuilder path =
          new StringBuilder("/compliance/")
              .append(encoded(tenant))
              .append("/report?format=")
              .append(form);
      if (framework != null) {
        path.append("&framework=").append(encoded(framework(spec, framework).tag()));
      }
      if (from != null) {
        path.append("&from=").append(encoded(from));
      }
      if (to != null) {
        path.append("&to=").append(encoded(to));
      }
      final HttpResponse<String> answer = instance.get(spec, path.toString());
      if (answer.statusCode() != 200) {
        throw new IOException(
            "the instance answered %d: %s".formatted(answer.statusCode(), problem(answer.body())));
      }
      return answer.body();
    }

    private static String problem(final String body) {
      try {
        final JsonNode problem = new ObjectMapper().readTree(body);
        final String allowed = problem.path("allowed").asText();
        return problem.path("detail").asText(body)
            + (allowed.isEmpty() ? "" : " Allowed: " + allowed);
      } catch (final JsonProcessingException e) {
        return body;
      }
    }

    private void write(final String text) throws IOException {
      if (output != null) {
        Files.writeString(output, text);
        return;
      }
      spec.commandLine().getOut().println(text.stripTrailing());
      spec.commandLine().getOut().flush();
    }

    private static boolean amiss(final JsonNode report) {
      for (final JsonNode chain : report.path("chains")) {
        if (!chain.path("intact").asBoolean() || !chain.at("/checkpoint/fits").asBoolean(true)) {
          return true;
        }
      }
      return report.at("/retention/shorter").asLong() > 0
          || report.at("/retention/notEncrypted").asLong() > 0;
    }

    private static String encoded(final String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
  }

  private static Framework framework(final CommandSpec spec, final String name) {
    return Framework.of(name)
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "there is no framework \"%s\": give SOX, GDPR, HIPAA, PCI-DSS, SOC2, ISO27001 or DORA"
                        .formatted(name)));
  }
}
