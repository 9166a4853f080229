import java.lang.reflect.Field;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.CommandLineInput;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;

/**
 * Starts DynamoDB Local in memory, on a free port of 127.0.0.1, prints that port, and ends when its standard input does.
 * It has no option for an address and listens on all of them when started by itself; its web server is asked here before
 * it starts. Java runs this file as it is: `java -cp <jars> ListenHere.java`.
 */
public class ListenHere {
  public static void main(String[] arguments) throws Exception {
    CommandLineInput input = new CommandLineInput(new String[] {"-inMemory", "-disableTelemetry"});
    if (!input.init()) throw new IllegalArgumentException("DynamoDB Local does not know these options.");
    DynamoDBProxyServer local = ServerRunner.createServer(input);
    ServerConnector connector = connectorOf(local);
    connector.setHost("127.0.0.1");
    connector.setPort(0);
    local.start();
    System.out.println("listening on " + connector.getLocalPort());
    while (System.in.read() >= 0) {}
    System.exit(0);
  }

  private static ServerConnector connectorOf(DynamoDBProxyServer local) throws ReflectiveOperationException {
    Field field = DynamoDBProxyServer.class.getDeclaredField("server");
    field.setAccessible(true);
    return (ServerConnector) ((Server) field.get(local)).getConnectors()[0];
  }
}
