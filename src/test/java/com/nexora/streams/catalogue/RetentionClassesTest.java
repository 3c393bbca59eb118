package com.nexora.streams.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetentionClassesTest {

  private final RetentionClasses shipped =
      RetentionClasses.of(TopicCatalogue.load(TopicCatalogue.PRODUCTION));

  @Test
  void shouldFindAClassForEveryPairOfTopics() {
    // When
    final List<String> names = shipped.all().stream().map(RetentionClass::name).toList();

    // Then
    assertThat(names).containsExactly("default", "long", "short");
  }

  @ParameterizedTest
  @CsvSource({
    "1, short",
    "366, short",
    "367, default",
    "2557, default",
    "2558, long",
    "9999, long"
  })
  void shouldCoverATimeWithTheShortestClassThatIsLongEnough(final int days, final String name) {
    // When
    final RetentionClass retention = shipped.covering(Duration.ofDays(days).toMillis());

    // Then
    assertThat(retention.name()).isEqualTo(name);
  }

  @Test
  void shouldUseOnlyTheClassesThatAreAskedFor() {
    // When
    final RetentionClasses some = shipped.only(List.of("long"));

    // Then
    assertThat(some.all()).extracting(RetentionClass::name).containsExactly("default", "long");
    assertThat(some.covering(1).name()).isEqualTo("default");
  }

  @Test
  void shouldNameTheClassThatTheCatalogueDoesNotHave() {
    // When, Then
    assertThatThrownBy(() -> shipped.only(List.of("medium")))
        .hasMessage(
            "there is no retention class medium: the catalogue has no topic audit.records.medium; its classes are [default, long, short]");
  }

  @Test
  void shouldGiveTheDefaultNoSuffixAndOthersTheirName() {
    // Given
    final RetentionClass retention = new RetentionClass("short", 1);
    final RetentionClass byDefault = new RetentionClass("default", 1);

    // Then
    assertThat(retention.inbox()).isEqualTo("audit.inbox.short");
    assertThat(retention.records()).isEqualTo("audit.records.short");
    assertThat(retention.own("audit-chains")).isEqualTo("audit-chains-short");
    assertThat(byDefault.inbox()).isEqualTo("audit.inbox");
    assertThat(byDefault.own("audit-chains")).isEqualTo("audit-chains");
  }
}
