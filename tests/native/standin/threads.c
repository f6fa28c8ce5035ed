/* Threads that Python does not know: each calls one function pointer, and tells Python before and
 * after it. Nothing of Python is on the stack while the function runs. */

#include <pthread.h>
#include <stdint.h>

enum kind { NOTHING, STUB, CANCEL, FREE_STATE, ASYNC };

struct job {
    void (*begin)(struct job *);
    void (*end)(struct job *);
    void *function;
    void *arguments[5];
    int32_t kind;
    int32_t numbers[2];
    int32_t result;
    int64_t id;
};

static void call(struct job *job)
{
    void **a = job->arguments;
    switch (job->kind) {
    case STUB:
        job->result = ((int32_t (*)(void *, void *, void *, void *, void *))job->function)(
            a[0], a[1], a[2], a[3], a[4]);
        break;
    case CANCEL:
        ((void (*)(int32_t, void *))job->function)(job->numbers[0], a[0]);
        break;
    case FREE_STATE:
        ((void (*)(void *))job->function)(a[0]);
        break;
    case ASYNC:
        ((void (*)(int32_t, int32_t, void *))job->function)(
            job->numbers[0], job->numbers[1], a[0]);
        break;
    default:
        break;
    }
}

static void *run(void *argument)
{
    struct job *job = argument;
    job->begin(job);
    call(job);
    job->end(job); /* the job is gone after this */
    return 0;
}

int standin_start(struct job *job)
{
    pthread_t thread;
    pthread_attr_t attributes;
    int failed = pthread_attr_init(&attributes);
    if (failed)
        return failed;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, 8 << 20);
    failed = pthread_create(&thread, &attributes, run, job);
    pthread_attr_destroy(&attributes);
    return failed;
}
