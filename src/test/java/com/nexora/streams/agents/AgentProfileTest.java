package com.nexora.streams.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentProfileTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", " "})
  void shouldFindNothingInAnEmptyPayload(final String payload) {
    // When
    final AgentProfile profile = AgentProfile.read(payload);

    // Then
    assertThat(profile).isEqualTo(new AgentProfile(null, null, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "x", "null", "{\"agent_type\":", "[\"agent_type\"]", "{\"a\":1}}", "{]"})
  void shouldRefuseWhatIsNoJsonObject(final String payload) {
    // When // Then
    assertThat(AgentProfile.read(payload)).isNull();
  }

  @Test
  void shouldIgnoreFieldsOfAnotherType() {
    // When
    final AgentProfile profile =
        AgentProfile.read("{\"agent_type\":7,\"capabilities\":\"all\",\"configuration\":[1]}");

    // Then
    assertThat(profile).isEqualTo(new AgentProfile(null, null, null));
  }

  @Test
  void shouldKeepNoMoreThanTheBounds() {
    // Given
    final String capabilities =
        Collections.nCopies(1_000, '"' + "c".repeat(500) + '"').stream()
            .collect(Collectors.joining(",", "[", "]"));
    final String configuration =
        IntStream.range(0, 100)
            .mapToObj(i -> "\"k" + i + "\":\"" + "v".repeat(1_000) + '"')
            .collect(Collectors.joining(",", "{", "}"));

    // When
    final AgentProfile profile =
        AgentProfile.read(
            "{\"agent_type\":\""
                + "\uD83E\uDD16".repeat(300)
                + "\",\"capabilities\":"
                + capabilities
                + ",\"configuration\":"
                + configuration
                + "}");

    // Then
    assertThat(profile.agentType()).hasSize(256);
    assertThat(profile.capabilities()).hasSize(256).allMatch(item -> item.length() == 256);
    assertThat(profile.configuration()).hasSize(32);
  }

  @Test
  void shouldNotFollowAPayloadIntoTheDepths() {
    // When // Then
    assertThat(AgentProfile.read("{\"configuration\":{\"a\":" + "[".repeat(50_000))).isNull();
  }
}
