import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  type CfnStage,
  HttpApi,
  type HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { routes, unrouted } from '../../functions/routes.ts';
import { routeId } from '../accepted-findings.ts';

/** For calls that no route takes: enough for every browser's preflight, too little to run up a bill. */
const unroutedThrottle = { rateLimit: 100, burstLimit: 200 };

/**
 * Fields of an access log line. No header, no query string and no body is among them: that is where tokens, passwords
 * and mail addresses travel.
 */
const accessLogFields = {
  time: '$context.requestTime',
  requestId: '$context.requestId',
  sourceIp: '$context.identity.sourceIp',
  method: '$context.httpMethod',
  path: '$context.path',
  route: '$context.routeKey',
  protocol: '$context.protocol',
  status: '$context.status',
  responseBytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  integrationError: '$context.integrationErrorMessage',
};

/** The HTTP API: one route per call of `functions/routes.ts`, `$default` for the rest. CORS is answered by the functions. */
export class RegistryGateway extends Construct {
  readonly api: HttpApi;
  readonly url: string;
  readonly #integrations = new Map<string, HttpLambdaIntegration>();

  constructor(
    scope: Construct,
    id: string,
    props: { lambdaOf(handler: string): LambdaFunction; logRetentionDays: number },
  ) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { apiName: `${scope.node.id}-api`, createDefaultStage: false });
    const httpRoutes = routes.flatMap((route) =>
      route.calls.map((call) => {
        const [method, path] = call.split(' ') as [HttpMethod, string];
        return this.#addRoute(call, HttpRouteKey.with(path, method), props.lambdaOf(route.handler));
      }),
    );
    httpRoutes.push(this.#addRoute('$default', HttpRouteKey.DEFAULT, props.lambdaOf(unrouted.handler)));
    const stage = this.#createStage(props.logRetentionDays);
    // The stage names routes in its settings: they have to be there before it.
    stage.node.addDependency(...httpRoutes);
    this.url = this.api.apiEndpoint;
  }

  #addRoute(id: string, routeKey: HttpRouteKey, lambda: LambdaFunction): HttpRoute {
    const integrationId = lambda.node.path;
    const integration =
      this.#integrations.get(integrationId) ??
      // One permission for each function instead of each call: every call of this API that reaches it is one of its own,
      // and a stack holds 500 resources. The permission ends in */*/* (stage, method, path), which calls of $default
      // do not fit, as they have no method and path.
      new HttpLambdaIntegration(`${lambda.node.scope?.node.id}`, lambda, {
        scopePermissionToRoute: routeKey === HttpRouteKey.DEFAULT,
      });
    this.#integrations.set(integrationId, integration);
    return new HttpRoute(this, routeId(id), { httpApi: this.api, routeKey, integration });
  }

  #createStage(logRetentionDays: number): HttpStage {
    const log = new LogGroup(this, 'AccessLog', {
      retention: logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: unroutedThrottle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: AccessLogFormat.custom(JSON.stringify(accessLogFields)),
      },
    });
    // HttpStage knows one throttle for all routes only.
    (stage.node.defaultChild as CfnStage).routeSettings = Object.fromEntries(
      routes.flatMap(({ calls, throttle }) =>
        calls.map((call) => [call, { ThrottlingRateLimit: throttle.rate, ThrottlingBurstLimit: throttle.burst }]),
      ),
    );
    return stage;
  }
}
