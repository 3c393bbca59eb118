package com.nexora.streams.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nexora.events.ThreatEvent;
import com.nexora.streams.testkit.FakeSchemaRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Who asks for a schema from a stream thread is never held up by a registry. */
@Timeout(60)
final class PromptSchemasTest {

  private static final Schema SCHEMA = ThreatEvent.getClassSchema();

  /** Far below the time-out of a request, far above a slow machine's quarter of a second. */
  private static final Duration SOON = Duration.ofSeconds(3);

  private final FakeSchemaRegistry server = FakeSchemaRegistry.start();
  private final int id = server.register("threat.events-value", SCHEMA.toString());
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private HttpSchemaRegistry registry = registry(Map.of());

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void stop() {
    logger().detachAppender(log);
    registry.close();
    server.close();
  }

  @Test
  void shouldWaitForTheAnswerInGoodTimes() {
    // When
    final Schema schema = registry.prompt().byId(id);

    // Then
    assertThat(schema).isEqualTo(SCHEMA);
    assertThat(registry.byId(id)).isSameAs(schema);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void shouldKnowWhatTheRegistryKnows() {
    // Given
    registry.byId(id);
    server.hold();

    // When
    final Schema schema = registry.prompt().byId(id);

    // Then
    assertThat(schema).isEqualTo(SCHEMA);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void shouldHoldUpItsCallerOnceForAMomentByARegistryThatHangs() {
    // Given
    server.hold();
    final long began = System.nanoTime();

    // When
    for (int other = 0; other < 2 * PromptSchemas.MOST; other++) {
      final int asked = id + other;
      assertThatThrownBy(() -> registry.prompt().byId(asked))
          .isInstanceOf(RegistryUnreachableException.class);
    }

    // Then
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void shouldTellTheSchemaOnceARegistryAnswersThatHung() throws InterruptedException {
    // Given
    server.hold();
    assertThatThrownBy(() -> registry.prompt().byId(id))
        .isInstanceOf(RegistryUnreachableException.class)
        .hasMessageContaining("schema id " + id);

    // When
    server.release();

    // Then
    assertThat(sooner()).isEqualTo(SCHEMA);
  }

  @Test
  void shouldGoOnAskingWhileNobodyAnswers() throws InterruptedException {
    // Given
    server.answerNext(3, 503, "starting");
    assertThatThrownBy(() -> registry.prompt().byId(id))
        .isInstanceOf(RegistryUnreachableException.class)
        .hasMessageContaining("503");

    // When
    final Schema schema = sooner();

    // Then
    assertThat(schema).isEqualTo(SCHEMA);
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void shouldTellTheSchemaOfAnIdWhileTheRegistryFailsAtAnother() throws InterruptedException {
    // Given
    server.failAt(id + 1);
    assertThatThrownBy(() -> registry.prompt().byId(id + 1))
        .isInstanceOf(RegistryUnreachableException.class);

    // When
    final Schema schema = sooner();

    // Then
    assertThat(schema).isEqualTo(SCHEMA);
    assertThatThrownBy(() -> registry.prompt().byId(id + 1))
        .isInstanceOf(RegistryUnreachableException.class);
  }

  @Test
  void shouldFailAtOnceWhileNobodyIsThereAndSaySoOnce() {
    // Given
    registry.close();
    registry = registry(Map.of("schema.registry.url", "http://127.0.0.1:1"));
    final long began = System.nanoTime();

    // When
    for (int other = 0; other < 500; other++) {
      final int asked = other;
      assertThatThrownBy(() -> registry.prompt().byId(asked))
          .isExactlyInstanceOf(RegistryUnreachableException.class);
    }

    // Then
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(SOON);
    assertThat(List.copyOf(log.list)).filteredOn(line -> line.getLevel() == Level.WARN).hasSize(1);
  }

  @Test
  void shouldSayThatAnIdIsUnknown() {
    // When
    final var thrown = assertThatThrownBy(() -> registry.prompt().byId(77));

    // Then
    thrown.isInstanceOf(UnknownSchemaIdException.class).hasMessageContaining("schema id 77");
    assertThatThrownBy(() -> registry.prompt().byId(77))
        .isInstanceOf(UnknownSchemaIdException.class);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void shouldAskOnceForASchemaThatCannotBeUsed() {
    // Given
    server.answerNext(1, 200, "{\"schemaType\":\"PROTOBUF\",\"schema\":\"syntax\"}");

    // When
    final var thrown = assertThatThrownBy(() -> registry.prompt().byId(id));

    // Then
    thrown.isExactlyInstanceOf(SchemaException.class).hasMessageContaining("PROTOBUF");
    assertThatThrownBy(() -> registry.prompt().byId(id)).hasMessageContaining("PROTOBUF");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void shouldSayThatTheRegistryRefusesUs() {
    // Given
    server.answerNext(1_000, 401, "");

    // When
    final var thrown = assertThatThrownBy(() -> registry.prompt().byId(id));

    // Then
    thrown.isInstanceOf(RegistryAccessException.class).hasMessageContaining("401");
    assertThatThrownBy(() -> registry.prompt().byId(id))
        .isInstanceOf(RegistryAccessException.class);
  }

  @Test
  void shouldEndWithTheRegistry() throws InterruptedException {
    // Given
    server.hold();
    assertThatThrownBy(() -> registry.prompt().byId(id))
        .isInstanceOf(RegistryUnreachableException.class);
    final Thread asking =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("nexora-schemas"))
            .findAny()
            .orElseThrow();

    // When
    registry.close();

    // Then
    asking.join(SOON.toMillis());
    assertThat(asking.isAlive()).isFalse();
    assertThatThrownBy(() -> registry.prompt().byId(id + 1)).hasMessageContaining("closed");
  }

  private Schema sooner() throws InterruptedException {
    final long deadline = System.nanoTime() + SOON.toNanos();
    while (true) {
      try {
        return registry.prompt().byId(id);
      } catch (final RegistryUnreachableException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(20);
      }
    }
  }

  private HttpSchemaRegistry registry(final Map<String, Object> config) {
    final Map<String, Object> all = new HashMap<>(config);
    all.putIfAbsent("schema.registry.url", server.url());
    return new HttpSchemaRegistry(all);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(PromptSchemas.class);
  }
}
