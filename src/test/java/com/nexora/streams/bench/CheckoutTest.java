package com.nexora.streams.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTest {

  @TempDir private Path home;

  @Test
  void shouldFindTheSourceTreeAroundAJar() throws IOException {
    // Given
    write("pom.xml", 1);
    write("mvnw", 1);
    final Path jar = write("target/nexora.jar", 1);

    // When
    final Checkout checkout = Checkout.around(jar).orElseThrow();

    // Then
    assertThat(checkout.file("pom.xml")).isEqualTo(home.resolve("pom.xml"));
  }

  @Test
  void shouldFindNothingWhereNoneIs() throws IOException {
    // Given
    final Path jar = write("lib/nexora.jar", 1);

    // When, Then
    assertThat(Checkout.around(jar)).isEmpty();
  }

  @Test
  void shouldCallABuildStaleOnlyWhenItIsMissingOrOlderThanASource() throws IOException {
    // Given
    write("mvnw", 1);
    write("pom.xml", 10);
    write("src/peers/Some.java", 20);
    write("target/fresh.jar", 30);
    write("target/old.jar", 15);
    final List<String> sources = List.of("pom.xml", "src/peers");

    // When
    final Checkout checkout = Checkout.around(home).orElseThrow();

    // Then
    assertThat(checkout.isStale("target/fresh.jar", sources)).isFalse();
    assertThat(checkout.isStale("target/old.jar", sources)).isTrue();
    assertThat(checkout.isStale("target/none.jar", sources)).isTrue();
  }

  private Path write(final String name, final long second) throws IOException {
    final Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, name);
    Files.setLastModifiedTime(file, FileTime.fromMillis(second * 1_000));
    return file;
  }
}
