package com.nexora.streams.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nexora.streams.privacy.redact.Redactor;
import com.nexora.streams.schema.AvroSerdes;
import com.nexora.streams.testkit.InMemorySchemaRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DestinationsCompanionTest {

  @Test
  void shouldRefuseTheStartWhenTheAllowedNetworksCannotBeRead() {
    // Given
    final NexoraApplication application =
        new NexoraApplication(
            NexoraConfig.of(Map.of("destinations.allowed.networks", "10.0.0.0/8,everything")),
            (settings, kafka) -> {
              throw new AssertionError("the graph is not needed");
            });
    final DestinationsCompanion companion =
        new DestinationsCompanion(
            new AvroSerdes(new InMemorySchemaRegistry(), Map.of()), Redactor.shipped());

    // When
    assertThatThrownBy(() -> companion.start(application))

        // Then
        .isInstanceOf(StartupException.class)
        .hasMessage(
            "destinations.allowed.networks: \"everything\" is no network: write it as address/bits, e.g. 10.1.0.0/16");
  }
}
