package com.nexora.streams.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Settings of tenants, through an instance: the same checks, locks and acts as over HTTP. */
@Command(
    name = "tenant",
    description = "Shows and changes the settings of a tenant (docs/tenant-config.md).",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(show|set)",
    subcommands = {TenantCommand.Show.class, TenantCommand.Set.class})
final class TenantCommand implements Runnable {

  static final int DONE = 0;
  static final int FAILED = 1;
  static final int CHANGED_MEANWHILE = 3;
  static final int REFUSED = 4;

  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "give one of: show, set");
    }
  }

  /** The instance that is asked, and how its answer is told. */
  static final class Desk {

    @Mixin private InstanceAccess instance = new InstanceAccess();

    @Option(names = "--json", description = "Print one JSON object: etag and config.")
    private boolean json;

    HttpResponse<String> get(final CommandSpec spec, final String tenant) throws IOException {
      return instance.get(spec, path(tenant));
    }

    HttpResponse<String> put(
        final CommandSpec spec, final String tenant, final String document, final String tag)
        throws IOException {
      return instance.put(spec, path(tenant), document, Map.of("If-Match", tag));
    }

    private static String path(final String tenant) {
      return "/stream-config/"
          + URLEncoder.encode(tenant, StandardCharsets.UTF_8).replace("+", "%20");
    }

    int tell(final CommandSpec spec, final HttpResponse<String> answer)
        throws JsonProcessingException {
      if (answer.statusCode() != 200) {
        return refused(spec, answer);
      }
      final PrintWriter out = spec.commandLine().getOut();
      final JsonNode config = JSON.readTree(answer.body());
      final String tag = tag(answer);
      if (json) {
        final ObjectNode told = JsonNodeFactory.instance.objectNode().put("etag", tag);
        out.println(told.set("config", config).toString());
      } else {
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config));
      }
      out.flush();
      return DONE;
    }

    private static int refused(final CommandSpec spec, final HttpResponse<String> answer) {
      final PrintWriter err = spec.commandLine().getErr();
      try {
        final JsonNode problem = JSON.readTree(answer.body());
        final String field = problem.path("field").asText("");
        err.println(
            (field.isEmpty() ? "" : field + ": ")
                + problem.path("detail").asText("status " + answer.statusCode())
                + (problem.has("allowed") ? " Allowed: " + problem.get("allowed").asText() : ""));
      } catch (final JsonProcessingException e) {
        err.println("the instance answers with status " + answer.statusCode());
      }
      err.flush();
      return switch (answer.statusCode()) {
        case 400, 403, 413 -> REFUSED;
        case 412 -> CHANGED_MEANWHILE;
        default -> FAILED;
      };
    }

    static String tag(final HttpResponse<String> answer) {
      return answer.headers().firstValue("ETag").orElse("");
    }
  }

  /** {@code tenant show}. */
  @Command(
      name = "show",
      description =
          "Prints the settings of a tenant that are in force, the defaults if it has none.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {"0:printed", "1:no answer", "2:wrong usage", "4:not allowed"})
  static final class Show implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();

    @Parameters(paramLabel = "TENANT", description = "Whose settings.")
    private String tenant = "";

    @Override
    public Integer call() throws IOException {
      return desk.tell(spec, desk.get(spec, tenant));
    }
  }

  /** {@code tenant set}. */
  @Command(
      name = "set",
      description = {
        "Replaces the settings of a tenant by those of a document, and prints what holds then. What",
        "the document leaves out has its default. In force on every instance within a second, and an",
        "entry of the tenant's trail."
      },
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "Exit codes:%n",
      exitCodeList = {
        "0:it holds",
        "1:no answer, or it could not be written",
        "2:wrong usage",
        "3:somebody else has changed the settings; nothing was changed",
        "4:it cannot be used, or is not allowed; nothing was changed"
      },
      footerHeading = "%nExample:%n",
      footer = "  nexora tenant show acme | jq '.retentionDays = 30' | nexora tenant set acme -")
  static final class Set implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private Desk desk = new Desk();

    @Parameters(index = "0", paramLabel = "TENANT", description = "Whose settings.")
    private String tenant = "";

    @Parameters(
        index = "1",
        paramLabel = "FILE",
        description = "JSON as docs/tenant-config.md says; - reads the standard input.")
    private String file = "";

    @Option(
        names = "--if-match",
        paramLabel = "ETAG",
        description =
            "Replace only the settings with this tag. Default: those that are there when it begins.")
    private @Nullable String ifMatch;

    @Override
    public Integer call() throws IOException {
      final String document = CommandInput.read(file);
      String tag = ifMatch;
      if (tag == null) {
        final HttpResponse<String> present = desk.get(spec, tenant);
        if (present.statusCode() != 200) {
          return desk.tell(spec, present);
        }
        tag = Desk.tag(present);
      }
      return desk.tell(spec, desk.put(spec, tenant, document, tag));
    }
  }
}
