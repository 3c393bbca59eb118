package com.nexora.streams.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nexora.events.AuditEvent;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.schema.HttpSchemaRegistry;
import com.nexora.streams.testkit.OperatorActs;
import com.nexora.streams.testkit.RunningCluster;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a tenant adds to the rules, from the command line to the topic and the acts. */
@Timeout(120)
final class OverridesCommandIT {

  @RegisterExtension static final RunningCluster CLUSTER = RunningCluster.fresh();

  private static final String LONGER = "{\"retention_days\": {\"SOX\": 3650}}";

  @TempDir private Path directory;

  @Test
  void shouldPutListAndRemoveWhatATenantAddsAndRecordIt() throws Exception {
    // When
    final CommandRun empty = run("list");
    final CommandRun put = run("put", "acme", file(LONGER));
    final CommandRun looser = run("put", "acme", file("{\"retention_days\": {\"SOX\": 10}}"));
    final CommandRun listed = run("list", "--json");
    final CommandRun others = run("list", "--tenant", "other");
    final CommandRun removed = run("remove", "acme");
    final CommandRun again = run("remove", "acme");
    final CommandRun after = run("list");

    // Then
    assertThat(empty).returns(0, CommandRun::exit).returns("", CommandRun::out);
    assertThat(put.exit()).isZero();
    assertThat(looser.exit()).isEqualTo(OverridesCommand.REFUSED);
    assertThat(looser.err()).contains("keeps SOX for 10 days", "only lengthen");
    final JsonNode one = new ObjectMapper().readTree(listed.out());
    assertThat(one.get("tenant").asText()).isEqualTo("acme");
    assertThat(one.at("/override/retention_days/SOX").asInt()).isEqualTo(3650);
    assertThat(one.get("error").isNull()).isTrue();
    assertThat(others).returns(0, CommandRun::exit).returns("", CommandRun::out);
    assertThat(removed.exit()).isZero();
    assertThat(again.exit()).isEqualTo(OverridesCommand.NONE);
    assertThat(after).returns(0, CommandRun::exit).returns("", CommandRun::out);
    assertThat(acts())
        .extracting(AuditEvent::getEventType, AuditEvent::getTenantId, AuditEvent::getPayload)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("compliance.override.put", "acme", LONGER),
            org.assertj.core.groups.Tuple.tuple("compliance.override.removed", "acme", "{}"));
  }

  @Test
  void shouldSayWhichOverrideDoesNotFitTheRulesOfEverybody() throws Exception {
    // Given: longer than the shipped rules ask, shorter than those of another file
    run("put", "strict", file(LONGER));
    final String rules =
        new String(
                java.util.Objects.requireNonNull(
                        getClass().getResourceAsStream("/config/compliance-rules.yaml"))
                    .readAllBytes(),
                java.nio.charset.StandardCharsets.UTF_8)
            .replaceFirst("retention_days: 2555", "retention_days: 5000");
    final Path file = Files.writeString(directory.resolve("rules.yaml"), rules);

    // When
    final CommandRun listed = run("list", "--rules", file.toString());

    // Then
    run("remove", "strict");
    assertThat(listed.exit()).isEqualTo(OverridesCommand.REFUSED);
    assertThat(listed.out()).contains("strict", "NOT IN FORCE", "5000");
  }

  private String file(final String text) throws Exception {
    return Files.writeString(directory.resolve("override.json"), text).toString();
  }

  private static CommandRun run(final String... words) {
    final String[] all = new String[words.length + 1];
    all[0] = "overrides";
    System.arraycopy(words, 0, all, 1, words.length);
    return CommandRun.at(CLUSTER, "compliance", all);
  }

  private static List<AuditEvent> acts() {
    try (HttpSchemaRegistry registry =
        new HttpSchemaRegistry(Map.of("schema.registry.url", CLUSTER.registryUrl()))) {
      return OperatorActs.read(CLUSTER, new AvroSerdes(registry, Map.of())).stream()
          .filter(act -> act.getTenantId().equals("acme"))
          .toList();
    }
  }
}
