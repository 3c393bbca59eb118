package com.nexora.streams.destinations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworkGuardTest {

  private final NetworkGuard guard = new NetworkGuard(List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.1",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "255.255.255.255",
        "224.0.0.1",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fc00::1",
        "fd12::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:db8::1",
        "fec0::1",
        "2001:0:4136:e378::1"
      })
  void shouldRefuseWhatIsNotPublic(final String address) throws UnknownHostException {
    assertThat(guard.allows(InetAddress.getByName(address))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "8.8.8.8",
        "172.15.0.1",
        "172.32.0.1",
        "100.63.255.255",
        "100.128.0.1",
        "169.253.0.1",
        "2606:4700::1111",
        "2a00:1450::1",
        "223.255.255.255"
      })
  void shouldAllowWhatIsPublic(final String address) throws UnknownHostException {
    assertThat(guard.allows(InetAddress.getByName(address))).isTrue();
  }

  @Test
  void shouldAllowWhatTheOperatorNamesAndNothingBesideIt() throws UnknownHostException {
    // Given
    final NetworkGuard open = new NetworkGuard(List.of("10.1.0.0/16", "fd00::/8"));

    // When
    final List<Boolean> answers =
        List.of(
            open.allows(InetAddress.getByName("10.1.2.3")),
            open.allows(InetAddress.getByName("fd00::7")),
            open.allows(InetAddress.getByName("10.2.0.1")),
            open.allows(InetAddress.getByName("127.0.0.1")));

    // Then
    assertThat(answers).containsExactly(true, true, false, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0", "10.0.0.0/33", "example.com/8", "10.0.0.0/x", ""})
  void shouldRefuseWhatIsNoNetwork(final String text) {
    assertThatThrownBy(() -> new NetworkGuard(List.of(text)))
        .isInstanceOf(InvalidDestinationException.class)
        .hasMessageContaining("write it as address/bits");
  }

  @Test
  void shouldCheckTheAddressThatALibraryConnectsTo() throws IOException {
    try (Socket socket = new GuardedSockets("").createSocket()) {
      assertThatThrownBy(() -> socket.connect(new InetSocketAddress("127.0.0.1", 9), 100))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("destinations.allowed.networks");
    }
  }

  @Test
  void shouldSayWhatToDoWhenANameLeadsInside() {
    assertThatThrownBy(() -> guard.resolve("localhost", 80))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("destinations.allowed.networks");
  }
}
