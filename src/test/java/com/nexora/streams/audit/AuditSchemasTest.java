package com.nexora.streams.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class AuditSchemasTest {

  private static final String FIRST =
      "a8e77ffa04483b3eee32df3df5b9d07ebe836da5d654268b4af04b16cfbd20b1";

  @Test
  void shouldHaveTodaysSchemaInTheArchive() {
    // When
    final String today = HexFormat.of().formatHex(AuditFormat.currentSchemaHash());

    // Then
    assertThat(AuditSchemas.index())
        .as(
            "AuditEntry or AuditEvent changed: write the parsing canonical form of AuditEntry to"
                + " src/main/resources/audit-schemas/%s.avsc, add the hash to index, and keep the"
                + " older ones: entries sealed with them must stay readable",
            today)
        .contains(today);
  }

  @Test
  void shouldKeepTheFirstSchemaForEver() {
    // Then
    assertThat(AuditSchemas.index()).contains(FIRST);
  }

  @Test
  void shouldNameEverySchemaByItsHash() {
    // Then
    assertThat(AuditSchemas.shipped().all())
        .allSatisfy(
            (hash, schema) ->
                assertThat(HexFormat.of().formatHex(AuditFormat.schemaHash(schema)))
                    .isEqualTo(hash));
  }

  @Test
  void shouldReadAnEntryThroughItsArchivedSchema() throws Exception {
    // Given
    final byte[] entry =
        new byte[SealedLog.random(1, 1).records().get(0).value().getEntry().remaining()];
    SealedLog.random(1, 1).records().get(0).value().getEntry().duplicate().get(entry);

    // When
    final var decoded = AuditSchemas.shipped().decode(entry);

    // Then
    assertThat(decoded.getEvent().getActor()).isEqualTo("user-1");
  }

  @Test
  void shouldSayThatASchemaIsUnknown() {
    // Then
    assertThatThrownBy(() -> AuditSchemas.shipped().decode(new byte[40]))
        .isInstanceOf(UndecodableEntryException.class)
        .hasMessageContaining("unknown entry schema 0000");
  }
}
