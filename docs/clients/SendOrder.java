import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * Sends one order to the hub by JMS and waits for its answer. Needs {@code org.apache.artemis:artemis-jakarta-client}.
 *
 * <pre>HUB_JMS_PASSWORD=jms java -cp 'lib/*' SendOrder.java tcp://127.0.0.1:61616 jms n3.snils order.json</pre>
 */
public class SendOrder {

    public static void main(String[] args) throws Exception {
        String payload = Files.readString(Path.of(args[3]));
        try (ActiveMQConnectionFactory broker = new ActiveMQConnectionFactory(args[0]);
                Connection connection = broker.createConnection(args[1], System.getenv("HUB_JMS_PASSWORD"));
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            Queue answers = session.createTemporaryQueue();
            TextMessage order = session.createTextMessage(payload);
            order.setStringProperty("HubOperation", args[2]);
            // The number of the case in your own system: sent again with the same key it stays the same order.
            order.setStringProperty("HubOrderKey", args.length > 4 ? args[4] : UUID.randomUUID().toString());
            order.setJMSReplyTo(answers);
            MessageProducer producer = session.createProducer(session.createQueue("hub.orders"));
            // Priority 7 to 9 is urgent, 4 to 6 normal, 0 to 3 goes with the nightly batches.
            producer.setPriority(8);
            producer.send(order);
            connection.start();
            Message answer = session.createConsumer(answers).receive(600_000);
            if (answer instanceof TextMessage text) {
                System.out.println(text.getText());
            } else {
                System.err.println("No answer within ten minutes; the order goes on, send it again with the same key to hear of it.");
                System.exit(1);
            }
        }
    }
}
