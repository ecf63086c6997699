package io.conec.impl.config;

import io.conec.BroadcastOptions;
import io.conec.ClientOptions;
import io.conec.CoordinatorOptions;
import io.conec.bridge.ConecBridgeOptions;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

/** The errors, word by word. */
class OptionsReaderTest {

  private static void assertError(String expected, String json, Function<JsonObject, ?> constructor) {
    JsonObject parsed = new JsonObject(json.replace('\'', '"'));
    assertEquals(expected,
      assertThrows(IllegalArgumentException.class, () -> constructor.apply(parsed)).getMessage());
  }

  private static void assertClientError(String expected, String json) {
    assertError(expected, json, ClientOptions::new);
  }

  private static void assertCoordinatorError(String expected, String json) {
    assertError(expected, json, CoordinatorOptions::new);
  }

  private static void assertBridgeError(String expected, String json) {
    assertError(expected, json, ConecBridgeOptions::new);
  }

  @Test
  void anUnknownKeyIsNamedWithTheOneThatWasMeant() {
    assertCoordinatorError("clientTrust: unknown; did you mean clientTrustOptions?", "{'clientTrust':{}}");
    assertCoordinatorError("max_clients: unknown; did you mean maxClients?", "{'max_clients':5}");
    assertClientError("trustOptions: unknown; did you mean pemTrustOptions?", "{'trustOptions':{}}");
    assertClientError("keyCertOptions: unknown; did you mean pemKeyCertOptions?", "{'keyCertOptions':{}}");
    assertError(
      "frobnicate: unknown; known are maxBufferedMessages, overflow, receiveOwnMessages, role, writeQueueMaxSize",
      "{'frobnicate':1}", BroadcastOptions::new);
  }

  @Test
  void theWholePathIsNamed() {
    assertBridgeError("exports[2].peers: expected an array of strings, found a string; did you mean [\"office\"]?",
      "{'exports':[{'address':'a'},{'address':'b'},{'address':'c','peers':'office'}]}");
    assertCoordinatorError("broadcastLimits.rules[1].naem: unknown; did you mean name?",
      "{'broadcastLimits':{'rules':[{},{'naem':'news'}]}}");
    assertClientError("pathOptions.excludedNetworks[1]: must be a network like 172.17.0.0/16 or fd00::/8, not '10/8'",
      "{'pathOptions':{'excludedNetworks':['10.0.0.0/8','10/8']}}");
    assertClientError("coordinators[0]: must not be empty", "{'coordinators':['']}");
    assertCoordinatorError("crlPaths[1]: must not be empty", "{'crlPaths':['crl.pem','']}");
  }

  @Test
  void theExpectedAndTheFoundTypeAreNamed() {
    assertClientError("localPort: expected an integer, found a string", "{'localPort':'1719'}");
    assertClientError("localPort: expected an integer, found a number with a fraction or an exponent",
      "{'localPort':1719.5}");
    assertClientError("localPort: must be from -2147483648 to 2147483647, not 4294969015", "{'localPort':4294969015}");
    assertClientError("localPort: must be from 0 to 65535, not 65536", "{'localPort':65536}");
    assertClientError("acceptChannels: expected true or false, found a string", "{'acceptChannels':'false'}");
    assertClientError("id: expected a string, found null; leave the key out for the default", "{'id':null}");
    assertClientError("openTimeout: '10 s' is not a duration: write 500ms, 10s, 2m, 1h or PT10S",
      "{'openTimeout':'10 s'}");
    assertClientError("openTimeout: expected a duration, a number of milliseconds or a string such as 500ms, 10s, 2m, "
      + "1h or PT10S, found true", "{'openTimeout':true}");
    assertClientError(
      "pathOptions.pathPolicy: expected one of AUTO, RELAY_ONLY, DIRECT_ONLY, found 'direct'; did you mean "
      + "DIRECT_ONLY?", "{'pathOptions':{'pathPolicy':'direct'}}");
    assertBridgeError("exports[0].addressRegex: '(' is not a valid regular expression: Unclosed group at index 1",
      "{'exports':[{'addressRegex':'('}]}");
    assertBridgeError("exports: expected an array of objects, found an object", "{'exports':{'address':'a'}}");
  }

  @Test
  void aCertificateOptionThatWouldTrustNobodyInParticularIsRefused() {
    assertCoordinatorError("clientTrustOptions.certPaths: unknown; known are pemTrustOptions, trustStoreOptions",
      "{'clientTrustOptions':{'certPaths':['ca.pem']}}");
    assertCoordinatorError("clientTrustOptions: must have pemTrustOptions or trustStoreOptions",
      "{'clientTrustOptions':{}}");
    assertCoordinatorError("clientTrustOptions: expected an object, found null; leave the key out for the default",
      "{'clientTrustOptions':null}");
    assertCoordinatorError("clientTrustOptions.pemTrustOptions: must have certPaths or certValues",
      "{'clientTrustOptions':{'pemTrustOptions':{'certPaths':[]}}}");
    assertCoordinatorError("clientTrustOptions.pemTrustOptions.certPath: unknown; did you mean certPaths?",
      "{'clientTrustOptions':{'pemTrustOptions':{'certPath':'ca.pem'}}}");
    assertCoordinatorError("clientTrustOptions.trustStoreOptions: cannot be given together with pemTrustOptions",
      "{'clientTrustOptions':{'pemTrustOptions':{'certPaths':['a']},'trustStoreOptions':{'type':'JKS','path':'b'}}}");
    assertClientError("peerTrustOptions.trustStoreOptions: must have a type, JKS or PKCS12",
      "{'peerTrustOptions':{'trustStoreOptions':{'path':'a.jks'}}}");
    assertClientError("trustStoreOptions: must have path or value", "{'trustStoreOptions':{'type':'JKS'}}");
    assertClientError("pemKeyCertOptions: must have keyPath or keyValue", "{'pemKeyCertOptions':{'certPath':'a'}}");
    assertClientError("pemKeyCertOptions: must have certPath or certValue", "{'pemKeyCertOptions':{'keyPath':'a'}}");
    assertClientError("keyStoreOptions: cannot be given together with pemKeyCertOptions",
      "{'keyStoreOptions':{'type':'JKS','path':'b'},'pemKeyCertOptions':{'certPath':'a','keyPath':'b'}}");
  }

  @Test
  void whatContradictsItselfIsRefusedWithBothNames() {
    assertBridgeError("exports[0].addressRegex: cannot be given together with address",
      "{'exports':[{'address':'a','addressRegex':'.*'}]}");
    assertCoordinatorError("broadcastLimits.rules[0].nameRegex: cannot be given together with name",
      "{'broadcastLimits':{'rules':[{'name':'a','nameRegex':'.*'}]}}");
    assertCoordinatorError(
      "broadcastLimits.rules[0]: permits neither read nor write: a rule cannot forbid, remove it",
      "{'broadcastLimits':{'rules':[{'peer':'shop','read':false,'write':false}]}}");
    assertClientError("pathOptions.retryDelay: 61000 ms is more than the 60000 ms of maxRetryDelay",
      "{'pathOptions':{'retryDelay':61000}}");
  }

  @Test
  void anEmptyListDoesNotStandForEverybody() {
    assertBridgeError("exports[0].peers: must not be empty; leave it out for the default",
      "{'exports':[{'address':'a','peers':[]}]}");
    assertBridgeError("exports[0].match: must not be empty; leave it out for any body",
      "{'exports':[{'address':'a','match':{}}]}");
    assertBridgeError("exports[0].requiredAuthority: is not supported for exports: use peers",
      "{'exports':[{'address':'a','requiredAuthority':'admin'}]}");
    assertCoordinatorError("broadcastLimits.rules: must not be empty; leave it out for the default",
      "{'broadcastLimits':{'rules':[]}}");
  }
}
