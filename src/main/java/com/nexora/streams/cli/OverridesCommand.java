package com.nexora.streams.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.streams.compliance.RuleSet;
import com.nexora.streams.compliance.RulesException;
import com.nexora.streams.compliance.RulesYaml;
import com.nexora.streams.runtime.TenantRulesOffice;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What tenants add to the rules of compliance. */
@Command(
    name = "overrides",
    description = {
      "What tenants add to everybody's rules of compliance: longer retention, encryption, rules of their",
      "own. It holds at once on every instance, and can make nothing looser."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(list|put|remove)",
    subcommands = {
      OverridesCommand.ListAll.class,
      OverridesCommand.Put.class,
      OverridesCommand.Remove.class
    })
final class OverridesCommand implements Runnable {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int NONE = 3;
  static final int REFUSED = 4;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "give one of: list, put, remove");
    }
  }

  /** Where the rules are. */
  static final class Desk {

    @Mixin private ClusterAccess cluster = new ClusterAccess();

    @Option(
        names = "--rules",
        paramLabel = "FILE",
        description =
            "Everybody's rules, as compliance.rules.file of the instances (default: the shipped ones).")
    private @Nullable Path rules;

    @Option(names = "--json", description = "Print JSON, one object per line.")
    private boolean json;

    int at(final CommandSpec spec, final ToIntFunction<TenantRulesOffice> work) {
      try {
        return cluster.work(
            spec,
            (clients, serdes) ->
                new TenantRulesOffice(clients, serdes, everybodys(), Clock.systemUTC()),
            TenantRulesOffice::close,
            work);
      } catch (final RulesException e) {
        spec.commandLine().getErr().println(e.getMessage());
        spec.commandLine().getErr().flush();
        return REFUSED;
      }
    }

    private RuleSet everybodys() {
      return rules == null ? RulesYaml.shipped() : RulesYaml.load(rules);
    }

    private void print(final CommandSpec spec, final ObjectNode fields, final String text) {
      spec.commandLine().getOut().println(json ? fields.toString() : text);
    }
  }

  private static ObjectNode fields(final String tenant) {
    return JsonNodeFactory.instance.objectNode().put("tenant", tenant);
  }

  /** {@code compliance overrides list}. */
  @Command(
      name = "list",
      description = {
        "Lists what tenants add, and whether it fits everybody's rules: what does not is skipped by the",
        "instances."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:all of them fit",
        "1:they cannot be read",
        "2:wrong usage",
        "4:one of them does not fit, or the file of --rules cannot be used"
      })
  static final class ListAll implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();

    @Option(names = "--tenant", paramLabel = "ID", description = "Only this tenant's.")
    private @Nullable String tenant;

    @Override
    public Integer call() {
      return desk.at(
          spec,
          office -> {
            int code = DONE;
            for (final Map.Entry<String, String> each : office.list().entrySet()) {
              if (tenant == null || tenant.equals(each.getKey())) {
                code = Math.max(code, show(office, each.getKey(), each.getValue()));
              }
            }
            return code;
          });
    }

    private int show(final TenantRulesOffice office, final String of, final String override) {
      final ObjectNode fields = fields(of);
      String error = "";
      try {
        office.check(of, override);
      } catch (final RulesException e) {
        error = String.valueOf(e.getMessage());
      }
      fields.set("override", tree(override));
      fields.put("error", error.isEmpty() ? null : error);
      desk.print(
          spec,
          fields,
          "%s  %s%s"
              .formatted(
                  of,
                  override.replaceAll("\\s*\\R\\s*", " "),
                  error.isEmpty() ? "" : "  NOT IN FORCE: " + error));
      return error.isEmpty() ? DONE : REFUSED;
    }

    private static JsonNode tree(final String override) {
      try {
        return JSON.readTree(override);
      } catch (final JsonProcessingException e) {
        return JsonNodeFactory.instance.textNode(override);
      }
    }
  }

  /** {@code compliance overrides put}. */
  @Command(
      name = "put",
      description = {
        "Puts down what a tenant adds, in place of what it added before; an entry of its trail. Refuses",
        "what would loosen a rule."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:it holds",
        "1:it could not be recorded or written",
        "2:wrong usage",
        "4:it cannot be used; nothing was changed"
      },
      footerHeading = "%nExample:%n",
      footer =
          "  echo '{\"retention_days\":{\"SOX\":3650}}' | nexora compliance overrides put acme -")
  static final class Put implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();

    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose rules.")
    private String tenant = "";

    @Parameters(
        index = "1",
        paramLabel = "FILE",
        description = "JSON as docs/compliance.md says; - reads the standard input.")
    private String file = "";

    @Override
    public Integer call() {
      return desk.at(
          spec,
          office -> {
            final String override = CommandInput.read(file).strip();
            office.put(tenant, override, ClusterAccess.operator());
            desk.print(
                spec,
                fields(tenant).put("put", true),
                "rules of tenant " + tenant + " hold on top of everybody's");
            return DONE;
          });
    }
  }

  /** {@code compliance overrides remove}. */
  @Command(
      name = "remove",
      description =
          "Takes away what a tenant added: everybody's rules hold. An entry of its trail.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:removed",
        "1:could not be recorded or written",
        "2:wrong usage",
        "3:the tenant had added nothing"
      })
  static final class Remove implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();

    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose rules.")
    private String tenant = "";

    @Override
    public Integer call() {
      return desk.at(
          spec,
          office -> {
            final boolean removed = office.remove(tenant, ClusterAccess.operator());
            desk.print(
                spec,
                fields(tenant).put("removed", removed),
                removed
                    ? "everybody's rules hold for tenant " + tenant
                    : "tenant " + tenant + " had added nothing");
            return removed ? DONE : NONE;
          });
    }
  }
}
