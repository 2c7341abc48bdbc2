import assert from "node:assert/strict";
import { test } from "node:test";
import {
	rootSessionSeconds,
	rootTasks,
	taskOf,
	taskPolicyArn,
} from "../../../../src/core/session/rootTasks.ts";
import { durationLimits, stsChecks } from "../../../../src/core/session/stsLimits.ts";

test("each of AWS's five task policies is there once, with words of its own", () => {
	assert.deepEqual(rootTasks.map(({ name }) => name).toSorted(), [
		"IAMAuditRootUserCredentials",
		"IAMCreateRootUserPassword",
		"IAMDeleteRootUserCredentials",
		"S3UnlockBucketPolicy",
		"SQSUnlockQueuePolicy",
	]);
	for (const field of ["title", "effect"] as const) {
		const texts = rootTasks.map((task) => task[field]);
		assert.equal(new Set(texts).size, rootTasks.length);
		for (const text of texts) {
			assert.match(text, /^[A-Z].*[^.]$/);
		}
	}
});

test("a task's policy is one of its partition's, and leads back to the task", () => {
	for (const partition of ["aws", "aws-cn", "aws-us-gov", "aws-eusc"]) {
		for (const task of rootTasks) {
			const arn = taskPolicyArn(task, partition);
			assert.equal(arn, `arn:${partition}:iam::aws:policy/root-task/${task.name}`);
			assert.equal(stsChecks.taskPolicyArn(arn), undefined);
			assert.equal(taskOf(arn), task);
		}
	}
	assert.equal(taskOf("arn:aws:iam::aws:policy/root-task/OneOfTomorrow"), undefined);
});

test("the longest session of root is what STS takes", () => {
	assert.equal(rootSessionSeconds, durationLimits.assumeRoot.max);
});
