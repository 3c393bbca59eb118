package com.nexora.streams.destinations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookOutletTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Secrets SECRETS =
      Samples.secrets(Map.of("HOOK", "It's a Secret to Everybody", "AUTH", "Bearer abc"));

  private Receiver receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = new Receiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void shouldSendABatchOfSignedCloudEvents() throws Exception {
    // Given
    final WebhookOutlet outlet = outlet(Samples.LOCAL, Map.of("authorization", "env:AUTH"));

    // When
    outlet.deliver(Samples.items(0, 3));

    // Then
    final Receiver.Request request = receiver.accepted().get(0);
    assertThat(request.headers())
        .containsEntry("content-type", "application/cloudevents-batch+json; charset=utf-8")
        .containsEntry("content-encoding", "gzip")
        .containsEntry("authorization", "Bearer abc");
    final JsonNode events = JSON.readTree(request.body());
    assertThat(events).hasSize(3);
    assertThat(events.get(2).toString())
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"finding-2/0-2\",\"source\":\"/nexora/threat.correlated\",\"type\":\"finding.updated\",\"time\":\"2023-11-14T21:56:40.002Z\",\"subject\":\"agent-2\",\"tenantid\":\"acme\",\"datacontenttype\":\"application/json\",\"data\":{\"number\":2}}");
    assertThat(request.headers().get("nexora-signature"))
        .isEqualTo(
            WebhookOutlet.signature(
                "It's a Secret to Everybody".getBytes(StandardCharsets.UTF_8),
                1_700_000_000L,
                request.body().getBytes(StandardCharsets.UTF_8)));
  }

  /** Computed by {@code printf '1700000000.[]' | openssl dgst -sha256 -hmac key}. */
  @Test
  void shouldSignAsOtherProgramsDo() {
    assertThat(
            WebhookOutlet.signature(
                "key".getBytes(StandardCharsets.UTF_8),
                1_700_000_000L,
                "[]".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            "t=1700000000,v1=2afce10b4f37880815b715635811bcfa4d5334e7213eea5bc2e130e1008055c3");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 401, 403, 404, 410, 429, 500, 503})
  void shouldKeepItemsWhenTheOtherSideIsNotWell(final int status) {
    // Given
    receiver.answers(request -> status);
    receiver.alsoSays("Retry-After", "7");

    // When
    final UnavailableException refusal =
        catchThrowableOfType(
            UnavailableException.class,
            () -> outlet(Samples.LOCAL, Map.of()).deliver(Samples.items(0, 2)));

    // Then
    assertThat(refusal).hasMessage("127.0.0.1 answered " + status);
    assertThat(refusal.retryAfterMs()).isEqualTo(7_000);
    assertThat(refusal.delivered()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 422})
  void shouldGiveUpItemsThatTheOtherSideRefuses(final int status) {
    // Given
    receiver.answers(request -> status);

    // When
    assertThatThrownBy(() -> outlet(Samples.LOCAL, Map.of()).deliver(Samples.items(0, 2)))

        // Then
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void shouldSayHowManyArrivedBeforeAPartOfALargeBatchFailed() {
    // Given
    final String large = "{\"text\":\"" + "x".repeat(700_000) + "\"}";
    receiver.answers(request -> receiver.accepted().size() < 2 ? 200 : 500);

    // When
    final UnavailableException refusal =
        catchThrowableOfType(
            UnavailableException.class,
            () ->
                outlet(Samples.LOCAL, Map.of())
                    .deliver(
                        List.of(
                            Samples.item(0, large),
                            Samples.item(1, large),
                            Samples.item(2, large))));

    // Then
    assertThat(refusal.delivered()).isEqualTo(2);
  }

  @Test
  void shouldGoNeitherInsideNorInClear() {
    assertThatThrownBy(
            () -> outlet(new NetworkGuard(List.of()), Map.of()).deliver(Samples.items(0, 1)))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("destinations.allowed.networks");
    assertThat(receiver.accepted()).isEmpty();
  }

  @Test
  void shouldWriteOneMessageToSlackForManyItems() throws Exception {
    // Given
    final SlackOutlet slack =
        new SlackOutlet(
            Samples.spec("slack", Map.of("url", "env:SLACK")),
            Samples.secrets(Map.of("SLACK", receiver.url())),
            new HttpPost(connections(Samples.LOCAL)));
    final Item finding =
        Samples.item(1, "{\"name\":\"<!channel> & *x*\",\"threatScore\":9.5,\"ocsfEvent\":\"{}\"}");

    // When
    slack.deliver(List.of(finding, Samples.item(2)));

    // Then
    assertThat(JSON.readTree(receiver.accepted().get(0).body()).get("text").asText())
        .isEqualTo(
            "*finding.updated* agent-1 | name: &lt;!channel&gt; &amp; \u2217x\u2217 | threatScore: 9.5 | id: finding-1\n"
                + "*finding.updated* agent-2 | id: finding-2");
  }

  private WebhookOutlet outlet(final NetworkGuard guard, final Map<String, String> more) {
    final Map<String, String> config = new HashMap<>(more);
    config.put("url", receiver.url());
    config.put("secret", "env:HOOK");
    return new WebhookOutlet(
        Samples.spec("webhook", config),
        SECRETS,
        new HttpPost(connections(guard)),
        () -> 1_700_000_000L);
  }

  private static GuardedConnections connections(final NetworkGuard guard) {
    return new GuardedConnections(guard, (SSLSocketFactory) SSLSocketFactory.getDefault());
  }
}
