package org.hospitalhub.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each role may do behind Hawtio, asked of Jolokia over HTTP. */
class HawtioTest {

    private static final String JOLOKIA = "/actuator/jolokia";
    private static final String TOKEN = "6a7b1c3e-0000-4000-8000-00000000c5f0";
    private static final String QUEUE =
            "org.apache.activemq.artemis:address=\"hub.orders\",broker=\"hub\",component=addresses,queue=\"hub.orders\","
                    + "routing-type=\"anycast\",subcomponent=queues";

    private final RunningHub hub = RunningHub.shared();

    private HttpResponse<String> post(String user, ObjectNode question) {
        return hub.send(hub.request(user, JOLOKIA)
                .header("Content-Type", "application/json")
                .header("Cookie", "XSRF-TOKEN=" + TOKEN)
                .header("X-XSRF-TOKEN", TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString(question.toString())));
    }

    private JsonNode exec(String user, String bean, String operation, String... arguments) {
        ObjectNode question = hub.json.createObjectNode();
        question.put("type", "exec").put("mbean", bean).put("operation", operation);
        for (String argument : arguments) {
            question.withArrayProperty("arguments").add(argument);
        }
        return hub.read(post(user, question));
    }

    private JsonNode attribute(String user, String bean, String attribute) {
        ObjectNode question = hub.json.createObjectNode();
        question.put("type", "read").put("mbean", bean).put("attribute", attribute);
        return hub.read(post(user, question));
    }

    private String routeBean() {
        ObjectNode question = hub.json.createObjectNode();
        question.put("type", "search").put("mbean", "org.apache.camel:type=routes,name=\"n3-poll\",*");
        return hub.read(post("admin", question)).path("value").path(0).asText();
    }

    private String queueBean() {
        ObjectNode question = hub.json.createObjectNode();
        question.put("type", "search").put("mbean", "org.apache.activemq.artemis:queue=\"hub.orders\",*");
        String found = hub.read(post("admin", question)).path("value").path(0).asText();
        return found.isEmpty() ? QUEUE : found;
    }

    @ParameterizedTest
    @CsvSource({
        "Services, States",
        "Services, Budgets",
        "Ledger, Orders",
        "Identities, Identities",
        "ParkedOrders, Groups"
    })
    void anOperatorReadsTheBeansOfTheHub(String type, String attribute) {
        JsonNode reply = attribute("operator", "org.hospitalhub:type=" + type, attribute);
        assertThat(reply.path("status").asInt()).as(reply.toString()).isEqualTo(200);
        assertThat(reply.path("value").isContainerNode()).isTrue();
    }

    @Test
    void anOperatorPausesAndResumesAndTheAuditSaysWho() {
        assertThat(exec("operator", "org.hospitalhub:type=Services", "pause", "nhif", "from Hawtio")
                        .path("status")
                        .asInt())
                .isEqualTo(200);
        try {
            JsonNode states = attribute("operator", "org.hospitalhub:type=Services", "States");
            assertThat(states.path("value").path("nhif").path("orders").isObject())
                    .isTrue();
            JsonNode newest = hub.read(hub.get("auditor", "/api/audit")).findPath("why");
            assertThat(newest.asText()).isEqualTo("nhif: from Hawtio");
        } finally {
            exec("operator", "org.hospitalhub:type=Services", "resume", "nhif");
        }
    }

    @Test
    void aReplayOfAnOrderThatIsNotParkedIsAnError() {
        String order = hub.order(hub.patient("Хавтиев", "Иван"));
        hub.ended(order);
        JsonNode reply = exec("operator", "org.hospitalhub:type=ParkedOrders", "replay", order, "again");
        assertThat(reply.path("error").asText()).contains("completed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"integrator", "auditor"})
    void othersDoNotReachJolokia(String user) {
        assertThat(post(user, hub.json.createObjectNode().put("type", "version"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void onlyAnAdminStopsARoute() {
        String route = routeBean();
        assertThat(route).contains("n3-poll");
        assertThat(exec("operator", route, "getState()").path("status").asInt()).isEqualTo(200);
        assertThat(exec("operator", route, "stop()").path("status").asInt()).isEqualTo(403);
        assertThat(exec("admin", route, "stop()").path("status").asInt()).isEqualTo(200);
        assertThat(exec("admin", route, "start()").path("status").asInt()).isEqualTo(200);
    }

    @Test
    void actionsOfAnAdminAndRefusalsAreInTheAudit() {
        String route = routeBean();
        exec("operator", route, "stop()");
        exec("operator", route, "getState()");
        exec("admin", route, "start()");
        JsonNode entries = hub.read(hub.get("auditor", "/api/audit"));
        List<String> reply = new ArrayList<>();
        entries.forEach(entry -> reply.add("%s %s %s"
                .formatted(
                        entry.path("who").asText(),
                        entry.path("what").asText(),
                        entry.path("why").asText())));
        assertThat(reply)
                .contains("operator jmx-refused stop() of " + route, "admin jmx-act start() of " + route)
                .noneMatch(line -> line.contains("getState"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "browse()",
                "listMessages(java.lang.String)",
                "listMessagesAsJSON(java.lang.String)",
                "getFirstMessageAsJSON()",
                "removeMessages(java.lang.String)",
                "sendMessage(java.util.Map,int,java.lang.String,boolean,java.lang.String,java.lang.String)"
            })
    void messagesOfTheBrokerAreClosedToWhoMayNotUnmask(String operation) {
        JsonNode reply = exec("operator", queueBean(), operation);
        assertThat(reply.path("status").asInt()).as(reply.toString()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "org.apache.camel:context=hub,type=context,name=\"hub\" | sendBody",
                "org.apache.camel:context=hub,type=tracer,name=BacklogTracer | dumpLatestMessageHistoryAsXml()",
                "org.apache.camel:context=hub,type=tracer,name=BacklogTracer | dumpAllTracedMessagesAsJSon()",
                "org.apache.camel:context=hub,type=endpoints,name=\"direct://n3-call\" | browseMessageBody",
                "com.sun.management:type=DiagnosticCommand | vmSystemProperties()",
                "com.sun.management:type=HotSpotDiagnostic | dumpHeap"
            })
    void neitherBodiesNorTheJvmAreOpenToAnOperator(String bean, String operation) {
        assertThat(exec("operator", bean, operation).path("status").asInt()).isEqualTo(403);
    }

    /** Each of these read files or settings, or wrote files, for an ADMIN. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "org.apache.camel:context=hub,type=context,name=\"hub\" | requestStringBody | language:simple:resource:file:/etc/hostname | x",
                "org.apache.camel:context=hub,type=context,name=\"hub\" | requestBody | direct:n3-call | x",
                "org.apache.camel:context=hub,type=context,name=\"hub\" | sendStringBody | file:/tmp/hub-attack | x",
                "org.apache.camel:context=hub,type=context,name=\"hub\" | sendBody | file:/tmp/hub-attack | x",
                "org.apache.camel:context=hub,type=context,name=\"hub\" | createEndpoint | file:/tmp/hub-attack |",
                "org.apache.camel:context=hub,type=context,name=\"hub\" | canSendToEndpoint | file:/tmp/hub-attack |",
                "org.apache.camel:context=hub,type=context,name=\"hub\" | setGlobalOption | a | b",
                "org.apache.camel:context=hub,type=context,name=\"hub\" | getGlobalOptions | |",
                "org.apache.camel:context=hub,type=routes,name=\"n3-poll\" | updateRouteFromXml | <route/> |",
                "org.apache.camel:context=hub,type=routes,name=\"n3-poll\" | remove | |",
                "org.apache.camel:context=hub,type=components,name=\"http\" | verify | x | y",
                "org.apache.activemq.artemis:broker=\"hub\" | addUser | x | y",
                "org.apache.activemq.artemis:broker=\"hub\" | createQueue | x | y",
                "org.apache.activemq.artemis:broker=\"hub\" | exportConfigAsProperties | |",
                "java.util.logging:type=Logging | setLoggerLevel | org.apache | FINEST",
                "jdk.management.jfr:type=FlightRecorder | newRecording | |",
                "com.sun.management:type=HotSpotDiagnostic | dumpHeap | /tmp/x.hprof | true",
                "hawtio:type=QuartzFacade | updateCronTrigger | x | y"
            })
    void operationsThatAreNotListedAreClosedToAnAdminToo(String bean, String operation, String one, String two) {
        String[] arguments = two == null ? one == null ? new String[0] : new String[] {one} : new String[] {one, two};
        assertThat(exec("admin", bean, operation, arguments).path("status").asInt())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "java.lang:type=Runtime | SystemProperties",
                "java.lang:type=Runtime | InputArguments",
                "java.lang:type=Runtime | ClassPath",
                "org.apache.camel:context=hub,type=context,name=\"hub\" | GlobalOptions"
            })
    void settingsAndArgumentsOfTheProcessAreClosedToEverybody(String bean, String attribute) {
        assertThat(attribute("admin", bean, attribute).path("status").asInt()).isEqualTo(403);
    }

    @Test
    void nobodyWritesAnAttribute() {
        ObjectNode question = hub.json.createObjectNode();
        question.put("type", "write")
                .put("mbean", "org.apache.camel:context=hub,type=context,name=\"hub\"")
                .put("attribute", "Tracing")
                .put("value", true);
        assertThat(hub.read(post("admin", question)).path("status").asInt()).isEqualTo(403);
    }

    /** All that an ADMIN can read of all beans at once holds no secret of the settings. */
    @Test
    void noAttributeOfAnyBeanContainsASecret() {
        ObjectNode question = hub.json.createObjectNode();
        question.put("type", "read").put("mbean", "*:*");
        question.putObject("config").put("ignoreErrors", true).put("maxDepth", 8);
        String all = post("admin", question).body();
        assertThat(all).hasSizeGreaterThan(10_000).contains("org.hospitalhub");
        assertThat(all)
                .doesNotContain(
                        RunningHub.TOKEN,
                        RunningHub.JMS_PASSWORD,
                        java.util.Base64.getEncoder().encodeToString(new byte[32]));
    }

    /** Hundreds of such requests in a body of a few kB made an answer that filled the heap. */
    @Test
    void oneCallCannotAskForEverythingManyTimes() {
        HttpResponse<String> answer = hub.send(hub.request("operator", JOLOKIA)
                .header("Content-Type", "application/json")
                .header("Cookie", "XSRF-TOKEN=" + TOKEN)
                .header("X-XSRF-TOKEN", TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "[" + String.join(",", Collections.nCopies(200, "{\"type\":\"list\"}")) + "]")));
        JsonNode answers = hub.read(answer);
        assertThat(answers.path(0).path("status").asInt()).isEqualTo(200);
        assertThat(answers.path(199).path("status").asInt()).isEqualTo(403);
        assertThat(answer.body()).hasSizeLessThan(50_000_000);
    }

    /** Two hundred dumps made an answer of 40 MB, and twelve such calls at once ended the hub. */
    @Test
    void oneCallCannotDumpAllThreadsHundredsOfTimes() {
        String dump = "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Threading\","
                + "\"operation\":\"dumpAllThreads(boolean,boolean)\",\"arguments\":[true,true]}";
        HttpResponse<String> answer = hub.send(hub.request("operator", JOLOKIA)
                .header("Content-Type", "application/json")
                .header("Cookie", "XSRF-TOKEN=" + TOKEN)
                .header("X-XSRF-TOKEN", TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "[" + String.join(",", Collections.nCopies(200, dump)) + "]")));
        JsonNode answers = hub.read(answer);
        assertThat(answers.path(0).path("status").asInt()).isEqualTo(200);
        assertThat(answers.path(199).path("status").asInt()).isEqualTo(403);
    }

    @Test
    void readingEverythingIsCutShort() {
        HttpResponse<String> everything = hub.send(
                hub.request("operator", JOLOKIA)
                        .header("Content-Type", "application/json")
                        .header("Cookie", "XSRF-TOKEN=" + TOKEN)
                        .header("X-XSRF-TOKEN", TOKEN)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"type\":\"read\",\"mbean\":\"*:*\",\"config\":{\"ignoreErrors\":true,\"maxDepth\":0,\"maxObjects\":0}}")));
        assertThat(everything.body()).hasSizeLessThan(50_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null"})
    void anotherOriginIsTurnedAwayThoughItHasTheToken(String origin) {
        HttpResponse<String> reply = hub.send(hub.request("admin", JOLOKIA)
                .header("Content-Type", "application/json")
                .header("Cookie", "XSRF-TOKEN=" + TOKEN)
                .header("X-XSRF-TOKEN", TOKEN)
                .header("Origin", origin)
                .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"version\"}")));
        assertThat(reply.statusCode()).isEqualTo(403);
    }

    @Test
    void nobodyReachesTheCommandsOfTheJvm() {
        assertThat(exec("admin", "com.sun.management:type=DiagnosticCommand", "vmSystemProperties()")
                        .path("status")
                        .asInt())
                .isEqualTo(403);
    }

    @Test
    void theHubIsNoProxyIntoOtherJvms() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            other.setSoTimeout(300);
            ObjectNode question = hub.json.createObjectNode();
            question.put("type", "read").put("mbean", "java.lang:type=Memory");
            question.putObject("target")
                    .put("url", "service:jmx:rmi:///jndi/rmi://127.0.0.1:%d/jmxrmi".formatted(other.getLocalPort()));
            post("admin", question);
            assertThatThrownBy(other::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/exec/org.hospitalhub:type=Services/pause/nhif/by-link",
                "?p=/exec/org.hospitalhub:type=Services/pause/nhif/by-link",
                "/write/org.apache.camel:context=hub,type=context,name=%22hub%22/Tracing/true"
            })
    void aLinkChangesNothing(String link) {
        assertThat(hub.get("admin", JOLOKIA + link).statusCode()).isEqualTo(403);
    }

    @Test
    void withoutItsTokenAPostIsRefused() {
        assertThat(hub.post("admin", JOLOKIA, "{\"type\":\"version\"}").statusCode())
                .isEqualTo(403);
    }
}
