import type { ServerResponse } from "node:http";
import { type HttpPipelineDefinition, httpPipeline } from "../../src/pipelines/http-pipeline.js";
import { answerWith, type LocalService, type ReceivedRequest, startLocalService } from "./local-service.js";

/** What no message may show. */
export const SECRET = "sk-MARKER-7f3a";
const services: LocalService[] = [];

/** Ends what `serve` began, after each test. */
export async function stopServices(): Promise<void> {
  delete process.env.TEST_SERVICE_TOKEN;
  await Promise.all(services.splice(0).map((service) => service.stop()));
}

export async function serve(
  answer: (response: ServerResponse, request: ReceivedRequest) => void,
): Promise<LocalService> {
  const service = await startLocalService(answer);
  services.push(service);
  return service;
}

/** A pipeline of a service that gives one answer. */
export async function pipelineAnswering(
  answer: Parameters<typeof answerWith>[1],
  definition: Partial<HttpPipelineDefinition> = {},
) {
  const service = await serve((response) => answerWith(response, answer));
  const url = `${service.baseUrl}/analyze`;
  return { service, url, pipeline: httpPipeline({ url, ...definition }) };
}

/** A message with the url that was called in place of URL. */
export const where = (url: string, message: string): string => message.replaceAll("URL", url);
