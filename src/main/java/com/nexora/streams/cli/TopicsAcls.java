package com.nexora.streams.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nexora.streams.catalogue.CatalogueException;
import com.nexora.streams.runtime.BrokerAccess;
import com.nexora.streams.topology.ShippedTopology;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code topics acls}. */
@Command(
    name = "acls",
    description = {
      "Prints the rights that an instance needs on brokers that deny by default, as commands of Kafka's",
      "own tool, with the brokers in $BOOTSTRAP. Asks no cluster."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {"0:printed", "1:the catalogue is not valid", "2:wrong usage"},
    footerHeading = "%nExample:%n",
    footer = "  BOOTSTRAP=kafka:9092 sh -c \"$(nexora topics acls --principal User:nexora)\"")
final class TopicsAcls implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private TopicsCommand.CatalogueOptions catalogue = new TopicsCommand.CatalogueOptions();

  @Option(
      names = "--principal",
      paramLabel = "NAME",
      required = true,
      description = "Who gets the rights, e.g. User:nexora.")
  private String principal = "";

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      defaultValue = "nexora-streams",
      description = "application.id of the instances (default: ${DEFAULT-VALUE}).")
  private String applicationId = "";

  @Override
  public Integer call() {
    final PrintWriter out = spec.commandLine().getOut();
    final PrintWriter err = spec.commandLine().getErr();
    try {
      final List<BrokerAccess.Grant> grants =
          BrokerAccess.ofInstance(catalogue.load(false), ShippedTopology.graph(), applicationId);
      if (catalogue.json()) {
        out.println(json(grants));
      } else {
        BrokerAccess.commands(grants, principal).forEach(out::println);
      }
      return TopicsCommand.DONE;
    } catch (final CatalogueException e) {
      err.println(e.getMessage());
      return TopicsCommand.FAILED;
    } finally {
      out.flush();
      err.flush();
    }
  }

  private ObjectNode json(final List<BrokerAccess.Grant> grants) {
    final ObjectNode all = JsonNodeFactory.instance.objectNode();
    final ArrayNode items = all.put("principal", principal).putArray("items");
    for (final BrokerAccess.Grant grant : grants) {
      final ObjectNode item =
          items
              .addObject()
              .put("resource", grant.type().name())
              .put("pattern", grant.pattern().name());
      final ArrayNode names = item.putArray("names");
      grant.names().forEach(names::add);
      final ArrayNode operations = item.putArray("operations");
      grant.operations().forEach(operation -> operations.add(operation.name()));
    }
    return all;
  }
}
